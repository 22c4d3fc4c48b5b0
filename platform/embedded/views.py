"""Pages for developers: the letters sent from here, and one-click sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from embedded import inbox
from embedded.sign_in import sign_in


@never_cache
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """List the letters sent from this host."""
    _only_in_development()
    return render(request, "dev/mail.html", {"letters": inbox.letters()})


@never_cache
@require_safe
def letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Show one letter sent from this host."""
    _only_in_development()
    return render(request, "dev/letter.html", {"letter": inbox.find_letter(letter_id)})


@never_cache
@require_safe
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as a person of the demo and go where the link leads."""
    sign_in(request, token)
    onward = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(onward if safe else "/")


def _only_in_development() -> None:
    if settings.MODE == "production":
        raise inbox.LetterNotFound
