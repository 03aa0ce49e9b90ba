"""What is sent to get a price, to book and to cancel."""

from django.conf import settings
from rest_framework import serializers

from booking.api.inputs.fields import (
    Answers,
    Codes,
    Count,
    Flag,
    Line,
    MailAddress,
    Moments,
    OneOf,
    Paragraphs,
    PhoneNumber,
    Zone,
)
from booking.api.inputs.strict import StrictSerializer
from booking.reservations.cadence import LATER, WEEKLY

_SLUG = 60
_CODE = 40
_QUOTE = 20_000
_MOST_DATES = 100
_SOURCES = ["page", "widget", "api", "campaign", "staff"]


class PurchaseInput(StrictSerializer):
    """What somebody wants: shared by quotes and bookings."""

    offering = Line(max_length=_SLUG, help_text="slug")
    variant = Line(max_length=_SLUG, help_text="slug of one of its variants")
    starts_at = Moments(
        required=False,
        help_text="for free times: the first time, or all times of a pack, such as those that follow with others "
        "in the place of some",
    )
    skip = Moments(required=False, help_text="of the times that follow from the first, those to leave out")
    rest = OneOf(choices=[LATER], required=False, help_text="later: the sessions of a pack not named are chosen later")
    repeat = OneOf(
        choices=[WEEKLY], required=False, help_text="weekly: the hour of the first time each week until the term ends"
    )
    session = Line(required=False, max_length=_SLUG, help_text="for dates: the reference of one")
    sessions = Codes(required=False, max_length=_MOST_DATES, help_text="for dates: the references of several")
    quantity = Count(
        required=False,
        min_value=1,
        max_value=settings.MOST_PLACES_PER_BOOKING,
        help_text="places; 1 unless told otherwise",
    )
    coupon = Line(required=False, max_length=_CODE, help_text="a promotion code, or one of somebody who recommends us")
    key = Line(required=False, max_length=100, help_text="opens an offering that is shared by link")
    instructor = Line(required=False, max_length=_SLUG, help_text="slug of a facilitator")
    length = Count(required=False, min_value=1, max_value=1440, help_text="minutes, where there is a choice")
    connection = Line(required=False, max_length=100, help_text="secret of a personal link")

    def validate(self, values):
        if "session" in values and "sessions" in values:
            raise serializers.ValidationError({"sessions": ["Send either session or sessions."]})
        return values


class QuoteInput(PurchaseInput):
    timezone = Zone(required=False, max_length=64, help_text="on whose clock times are told; the studio's by default")
    email = MailAddress(required=False, max_length=254)


class CustomerInput(StrictSerializer):
    name = Line(max_length=120)
    email = MailAddress(max_length=254)
    phone = PhoneNumber(required=False, allow_blank=True, max_length=40)


class GuestInput(StrictSerializer):
    name = Line(max_length=120)
    email = MailAddress(required=False, max_length=254)
    tell = Flag(required=False, help_text="tell them by mail")

    def validate(self, values):
        if values.get("tell") and "email" not in values:
            raise serializers.ValidationError({"email": ["We need an address to tell them."]})
        return values


class PaymentInput(StrictSerializer):
    provider = Line(max_length=30, help_text="one of the variant's payment_methods")
    code = Line(required=False, max_length=40, help_text="of the wallet, to pay with credits or a balance")


class BookingInput(PurchaseInput):
    timezone = Zone(max_length=64, help_text="where the customer is")
    customer = CustomerInput()
    participant_type = Line(
        required=False, max_length=40, help_text="where an offering has places by type; its first unless told otherwise"
    )
    answers = Answers(required=False, help_text="to the intake form, by question slug")
    payment = PaymentInput()
    quote = Line(required=False, max_length=_QUOTE, help_text="the price of a quote for just this, while it holds")
    guests = GuestInput(
        many=True, required=False, max_length=settings.MOST_PLACES_PER_BOOKING, help_text="who else comes"
    )
    note = Paragraphs(required=False, allow_blank=True, max_length=2000, help_text="to the studio")
    source = OneOf(choices=_SOURCES, required=False, help_text="where it comes from; api unless told otherwise")
    overrule = Flag(required=False, help_text="staff only: go over the rules, for the reason given")
    reason = Paragraphs(required=False, allow_blank=True, max_length=300, help_text="why the rules do not hold here")
