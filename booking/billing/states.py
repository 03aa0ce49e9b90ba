from django.db import models


class OrderStatus(models.TextChoices):
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
