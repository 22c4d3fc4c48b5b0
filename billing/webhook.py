"""Where Stripe tells what happened: bounded, signature checked, handed to the action."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import actions
from billing.errors import PaymentsUnavailable, SignatureRefused
from commons import clock

# Stripe's own events stay far below; what is larger is not Stripe.
MAX_BYTES = 256 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Take one event in; the answers say nothing to those who guess.

    Source: https://docs.stripe.com/webhooks
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > MAX_BYTES:
        return HttpResponse(status=413)
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    try:
        actions.receive_event(
            payload=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            at=clock.now(),
        )
    except SignatureRefused:
        return HttpResponse(status=400)
    except PaymentsUnavailable:
        return HttpResponse(status=503)  # it will be told again
    return HttpResponse(status=200)
