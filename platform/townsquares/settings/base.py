"""Database, cache, languages and the addresses the platform answers at."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from townsquares import environment

_env = environment.load()
_root = Path(__file__).resolve().parents[3]


def _version(changelog: str) -> str:
    """The newest heading of the changelog is where the version is written."""
    found = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    return found[1] if found else "0"


VERSION = _version((_root / "CHANGELOG.md").read_text())
SECRET_KEY = _env.secret_key
MODE = _env.mode
DEBUG = False
APEX_HOST = _env.apex_host
APEX_ADDRESS = _env.apex_address
PUBLIC_SCHEME = _env.public_scheme
TRUSTED_PROXIES = _env.trusted_proxies
STREAMING_PORT = _env.streaming_at
VAR_FOLDER = _env.var_folder.resolve()

ROOT_URLCONF = "townsquares.urls_public"
WSGI_APPLICATION = "townsquares.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "townsquares.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # Statements are prepared where a cursor asks for it, see townsquares.database; then they
        # are planned once, since planning them anew for each value costs several times the work.
        "OPTIONS": {
            "prepare_threshold": 0,
            "options": "-c plan_cache_mode=force_generic_plan",
            **dict(parse_qsl(parts.query)),
        },
        # One thread a worker keeps one connection, and the backend remembers which square it
        # stands in: the next request for the same square sends no SET at all.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(_env.database_url)}

CACHES = {
    "default": {
        "BACKEND": "townsquares.cache.RedisCache",
        "LOCATION": _env.redis_url or "redis://127.0.0.1:6379/0",
        "KEY_FUNCTION": "tenants.context.cache_key",
    }
}
REDIS_URL = _env.redis_url or "redis://127.0.0.1:6379/0"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = ["townsquares.formats"]
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("de", _("German")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fa", _("Persian")),
    ("fr", _("French")),
    ("he", _("Hebrew")),
    ("hi", _("Hindi")),
    ("it", _("Italian")),
    ("ja", _("Japanese")),
    ("ko", _("Korean")),
    ("nl", _("Dutch")),
    ("pl", _("Polish")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("sv", _("Swedish")),
    ("tr", _("Turkish")),
    ("uk", _("Ukrainian")),
    ("zh-hans", _("Chinese")),
]
STRIPE_API_BASE = _env.stripe_api_base
# The stand-in for Stripe shows its pages beside its interface; Stripe's own are https.
STRIPE_PAGES = STRIPE_API_BASE.replace("127.0.0.1", "localhost") if STRIPE_API_BASE else ""
STRIPE_SECRET_KEY = _env.stripe_secret_key
STRIPE_WEBHOOK_SECRET = _env.stripe_webhook_secret
METRICS_TOKEN = _env.metrics_token
SENTRY_DSN = _env.sentry_dsn
