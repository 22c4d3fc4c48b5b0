"""The sign-in: nothing that other people see."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Users(BaseUserManager["User"]):
    """How sign-ins are made; allauth and tests use it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a sign-in; without a password it cannot be used until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """One sign-in in one schema."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return f"sign-in {self.pk}"

    def has_module_perms(self, _app_label: str) -> bool:
        """Nobody has Django permissions; roles are rows of our own."""
        return False

    def has_perm(self, _permission: str, _subject: object = None) -> bool:
        """Nobody has Django permissions; roles are rows of our own."""
        return False
