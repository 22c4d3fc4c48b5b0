"""One-click sign-in for the people of the demo, in development only."""

from typing import Literal
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.db import connection
from django.http import HttpRequest

from accounts.models import User
from commons.errors import NotFound
from tenants.models.square import Square

_SALT = "embedded.sign_in"


class LinkNotFound(NotFound):
    """The link is not one of ours, or not one for this place."""


def sign_in_link(
    square: Square | None,
    *,
    site: Literal["apex", "square", "ops"],
    user: User,
    next: str = "/",  # noqa: A002
) -> str:
    """Return an address that signs the reader in as this person, second factor included.

    square: where the person's sign-in lives, None for public.  next: a path on that host.
    """
    token = signing.dumps(
        {"schema": square.schema_name if square else "public", "user": user.pk}, salt=_SALT
    )
    host = {"apex": "", "square": f"{square.slug}." if square else "", "ops": "ops."}[site]
    base = f"{settings.PUBLIC_SCHEME}://{host}{settings.APEX_ADDRESS}"
    return f"{base}/dev/sign-in/{token}?{urlencode({'next': next}, safe='/')}"


def sign_in(request: HttpRequest, token: str) -> None:
    """Sign the browser in as the person a link names.

    Raises: LinkNotFound outside development, for a foreign or broken link and in another place.
    """
    if settings.MODE != "development":
        raise LinkNotFound
    try:
        named = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise LinkNotFound from None
    if named["schema"] != connection.schema_name:  # type: ignore[attr-defined]
        raise LinkNotFound
    user = User.objects.filter(pk=named["user"], is_active=True).first()
    if user is None:
        raise LinkNotFound
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, "password")
    record_authentication(request, user, "mfa", type="totp")
