# ruff: noqa: DJ008 - nobody reads these rows

from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=120)
    email = models.EmailField()


class Session(models.Model):
    starts_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)


class Booking(models.Model):
    reference = models.CharField(max_length=12, unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)


class Outbox(models.Model):
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    happened_at = models.DateTimeField()
