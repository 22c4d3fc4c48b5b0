"""Django's settings, one file a concern; all values come from the environment module."""

from townsquares.settings.apps import *  # noqa: F403 - Django reads settings from one namespace
from townsquares.settings.base import *  # noqa: F403
from townsquares.settings.logging import *  # noqa: F403
from townsquares.settings.mail import *  # noqa: F403
from townsquares.settings.security import *  # noqa: F403
from townsquares.settings.storage import *  # noqa: F403
from townsquares.settings.tasks import *  # noqa: F403
