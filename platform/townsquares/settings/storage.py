"""Where files lie: pictures of squares, and the platform's own static files."""

from pathlib import Path

from townsquares import environment

_env = environment.load()
_root = Path(__file__).resolve().parents[3]

STATIC_URL = "/static/"
STATIC_ROOT = _env.var_folder.resolve() / "static"
STATICFILES_DIRS = [_root / "static"]
MEDIA_ROOT = _env.var_folder.resolve() / "media"
# A proxy that sends files itself is told which by X-Accel-Redirect.
MEDIA_PROXY_PATH = _env.media_proxy_path
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _env.mode != "production"
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}
LOCALE_PATHS = [_root / "locale"]
