from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models

from booking.accounts.models.owned import Owned
from booking.core.codes import new_reference
from booking.core.gate import fold_identity


class UserManager(BaseUserManager):
    """Users are known by their mail address, compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=fold_identity(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=fold_identity(email))


class User(AbstractUser):
    """A person who can sign in. What they may do comes from their memberships."""

    username = None
    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    def __str__(self):
        return self.get_full_name() or self.email


class Role(models.TextChoices):
    OWNER = "owner"
    ADMIN = "admin"
    INSTRUCTOR = "instructor"
    ASSISTANT = "assistant"


class Membership(Owned):
    """A user's role in an organization. Managers may create offerings, whatever `creates_offerings` says."""

    reference = models.CharField(max_length=12, default=new_reference, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    creates_offerings = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="accounts_one_membership"),
        ]

    def __str__(self):
        return f"{self.user} ({self.role})"
