"""Django's settings, one file a concern; all values come from the environment module."""

from townsquares.settings.apps import *
from townsquares.settings.base import *
from townsquares.settings.logging import *
from townsquares.settings.mail import *
from townsquares.settings.security import *
from townsquares.settings.stand import *
from townsquares.settings.storage import *
from townsquares.settings.tasks import *
