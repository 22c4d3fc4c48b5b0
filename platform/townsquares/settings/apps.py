"""Which rooms exist, in which schema, and what a request passes through."""

from pathlib import Path

# Public only: what the platform knows. Permissions and content types serve nobody inside a
# square, so their tables are not repeated there.
_PLATFORM = [
    "townsquares",
    "django_tenants",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "template_partials",
    "tenants",
    "billing",
    "ops",
    "embedded",
]

# In public for officers and operators, and in every square for its members.
_EVERYWHERE = [
    "commons",
    "accounts",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

_SQUARES = [
    "squares.members",
    "squares.charter",
    "squares.relationships",
    "squares.media",
    "squares.clients",
    "squares.posts",
    "squares.moderation",
    "squares.timelines",
    "squares.notifications",
    "squares.streaming",
    "squares.api",
    "squares.web",
]

SHARED_APPS = [*_PLATFORM, *_EVERYWHERE]
TENANT_APPS = [*_EVERYWHERE, *_SQUARES]
INSTALLED_APPS = [*SHARED_APPS, *_SQUARES]

TENANT_MODEL = "tenants.Square"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
AUTH_USER_MODEL = "accounts.User"

# What pages pass; what programs pass stands in townsquares.handler.
MIDDLEWARE = [
    "townsquares.middleware.health",
    "townsquares.metrics.tell",
    "townsquares.metrics.measure",
    "townsquares.middleware.request_id",
    "townsquares.middleware.answer_head",
    "townsquares.middleware.security_headers",
    "townsquares.middleware.know_address",
    "townsquares.middleware.readable_only",
    "tenants.middleware.enter_square",
    "townsquares.unchanged.spare_visitors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "townsquares.middleware.speak_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "squares.members.middleware.know_member",
    "commons.problems.answer_refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parents[3] / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "commons.templatetags.ui",
                "squares.web.templatetags.emoji",
                "squares.web.templatetags.posts",
                "django.templatetags.i18n",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tenants.context_processors.place",
                "squares.web.context.surroundings",
            ],
        },
    }
]
