"""What is written to the log: one line a happening, with the square and the request, no names."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"place": {"()": "townsquares.observability.PlaceFilter"}},
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} square={square} request={request} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["place"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "celery.app.trace": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}
