"""Legal notices from anyone, without an account: the form and the secret status page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons import limits
from commons.clock import now
from ops.actions.filing import file_notice
from ops.forms import NoticeForm
from ops.models.notice import Notice
from ops.queries.notices import notice_by_secret
from tenants.context import outside
from tenants.models.square import Square

NOTICES_AN_HOUR = 20
UNUSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_form(request: HttpRequest) -> HttpResponse:
    """Take a notice.

    Source: Regulation (EU) 2022/2065, Article 16(1): easy to reach, electronic, no account.
    """
    if request.method != "POST":
        form = NoticeForm(initial={"addresses": request.GET.get("url", "")[:500]})
        return render(request, "public/notice.html", {"form": form})
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return render(request, "public/notice.html", {"form": form}, status=UNUSABLE)
    with outside():  # one count for the whole platform
        line = limits.network_of(request.META["REMOTE_ADDR"])
        limits.hit(f"notice:{line}", limit=NOTICES_AN_HOUR, seconds=3600)
    return _filed(request, form)


@never_cache
@require_safe
def notice_status(request: HttpRequest, ref: str, secret: str) -> HttpResponse:
    """Show whoever holds the secret where the notice stands.

    Source: the same, Article 16(4) and (5).
    """
    with outside():
        status = notice_by_secret(ref=ref, secret=secret)
    fresh = "received" in request.GET
    link = request.build_absolute_uri(request.path)
    context = {"status": status, "fresh": fresh, "link": link, "steps": _steps(status.notice)}
    response = render(request, "public/notice_status.html", context)
    # The address is the key: it goes into no other site's log and no search engine's index.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _filed(request: HttpRequest, form: NoticeForm) -> HttpResponse:
    square: Square | None = getattr(request, "square", None)
    apex = f"{settings.PUBLIC_SCHEME}://{settings.APEX_ADDRESS}"
    receipt = file_notice(
        draft=form.draft(get_language() or "en"),
        square=square,
        base_url=square.url if square is not None else apex,
        at=now(),
    )
    return redirect(f"{receipt.path}?received")


def _steps(notice: Notice) -> list[tuple[str, bool]]:
    """Return the way of a notice and which parts of it lie behind."""
    states = Notice.State
    decided = {states.ACTED: _("We acted"), states.REJECTED: _("We do not act")}
    return [
        (_("Received"), True),
        (_("Examined"), notice.state != states.RECEIVED),
        (decided.get(states(notice.state), _("Decided")), notice.closed_at is not None),
    ]
