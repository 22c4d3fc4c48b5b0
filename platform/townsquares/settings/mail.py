"""How letters leave: an SMTP server, or files that a page shows in development."""

from urllib.parse import unquote, urlsplit

from townsquares import environment

_env = environment.load()
_url = urlsplit(_env.mail_url)

DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.mail_from
EMAIL_BACKEND = (
    "embedded.inbox.InboxBackend"
    if _url.scheme == "inbox"
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = _url.hostname or ""
EMAIL_PORT = _url.port or (465 if _url.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_url.username or "")
EMAIL_HOST_PASSWORD = unquote(_url.password or "")
EMAIL_USE_SSL = _url.scheme == "smtps"
EMAIL_USE_TLS = _url.scheme == "smtp" and bool(_url.username)
EMAIL_TIMEOUT = 10
