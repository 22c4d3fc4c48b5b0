"""The door for the web server: pages and the client API."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")
application = get_wsgi_application()
