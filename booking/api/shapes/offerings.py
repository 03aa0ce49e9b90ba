from rest_framework import serializers

from booking.api.shapes.values import MoneyShape, NamedShape, PlaceShape
from booking.intake.fields import registry as field_types
from booking.offerings.kinds import registry as kinds
from booking.offerings.models.offerings import Delivery
from booking.offerings.models.variants import PricePer, Scope
from booking.scheduling.states import Outlook


class PhaseShape(serializers.Serializer):
    name = serializers.CharField()
    until = serializers.DateField(allow_null=True, help_text="the last day, where the studio is")
    places_left = serializers.IntegerField(allow_null=True, help_text="at this price; null without a limit")


class VariantShape(NamedShape):
    description = serializers.CharField()
    price = MoneyShape(help_text="of today, for one")
    regular_price = MoneyShape(help_text="outside of its phases")
    phase = PhaseShape(allow_null=True, help_text="in which it has another price: early, late")
    price_per = serializers.ChoiceField(choices=PricePer.values, help_text="of weekly lessons")
    sessions = serializers.IntegerField(help_text="how many dates or times it holds")
    scope = serializers.ChoiceField(choices=Scope.values)
    deposit = MoneyShape(allow_null=True)
    credits = serializers.IntegerField(help_text="that it gives when it is paid")
    credit_price = serializers.IntegerField(allow_null=True, help_text="in credits, where it can be paid with them")
    credits_most = serializers.IntegerField(allow_null=True, help_text="of these that are used, the rest in money")
    length = serializers.IntegerField(allow_null=True, help_text="minutes, when not the offering's")
    participant_type = serializers.CharField(allow_null=True, help_text="whose places it takes; null for any")
    payment_methods = serializers.ListField(child=serializers.CharField(), help_text="for payment.provider")


class QuestionShape(serializers.Serializer):
    slug = serializers.CharField()
    type = serializers.ChoiceField(choices=field_types.names())
    label = serializers.CharField()
    help = serializers.CharField()
    required = serializers.BooleanField()
    options = serializers.ListField(child=serializers.CharField())


class FormShape(serializers.Serializer):
    mandatory = serializers.BooleanField()
    questions = QuestionShape(many=True)


class RefundTierShape(serializers.Serializer):
    until_hours = serializers.IntegerField(help_text="before the first date")
    percent = serializers.IntegerField()


class PolicyShape(serializers.Serializer):
    slug = serializers.CharField(allow_null=True)
    cancel_until_hours = serializers.IntegerField()
    reschedule_until_hours = serializers.IntegerField()
    late_cancel_fee = MoneyShape()
    no_show_fee = MoneyShape()
    leniency_per_month = serializers.IntegerField(help_text="fees that are not asked for")
    waive_hours = serializers.IntegerField(help_text="after which the fee for an absence is charged")
    refund_tiers = RefundTierShape(many=True)


class MinimumShape(serializers.Serializer):
    participants = serializers.IntegerField(help_text="from how many people the date takes place")
    booked = serializers.IntegerField()
    decided_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=Outlook.values)


class SessionShape(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField(help_text="what this meeting of several is about; often empty")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField(help_text="where it takes place")
    facilitators = NamedShape(many=True)
    place = PlaceShape(allow_null=True)
    capacity = serializers.IntegerField(allow_null=True)
    places_left = serializers.IntegerField(allow_null=True, help_text="null for unlimited")
    places_left_by_type = serializers.DictField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="by participant_type; null without types",
    )
    minimum = MinimumShape(allow_null=True)
    waitlist_open = serializers.BooleanField()
    price = MoneyShape(allow_null=True)


class OfferingShape(NamedShape):
    kind = serializers.ChoiceField(choices=kinds.names())
    summary = serializers.CharField()
    description = serializers.CharField(help_text="Markdown")
    category = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    delivery = serializers.ChoiceField(choices=Delivery.values)
    visibility = serializers.ChoiceField(choices=["public", "link"])
    books = serializers.ChoiceField(
        choices=["slots", "sessions", "nothing"], help_text="which of the two lists to ask for"
    )
    length = serializers.IntegerField(help_text="minutes")
    lengths = serializers.ListField(child=serializers.IntegerField(), help_text="to choose from")
    facilitators = NamedShape(many=True)
    place = PlaceShape(allow_null=True)
    variants = VariantShape(many=True)
    form = FormShape(allow_null=True)
    policy = PolicyShape(allow_null=True)
    approval = serializers.BooleanField(help_text="whether every booking is a request until staff approve it")
    registration_opens = serializers.DateField(allow_null=True)
    registration_deadline = serializers.DateField(allow_null=True)
    prerequisites = serializers.ListField(child=serializers.CharField(), help_text="slugs of what to complete before")
    allow_weekly = serializers.BooleanField(help_text="the same hour each week until the term ends: `repeat`")
    term_start = serializers.DateField(allow_null=True)
    term_end = serializers.DateField(allow_null=True)
    schedule_note = serializers.CharField()
    next_sessions = SessionShape(many=True)


class SlotShape(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    instructor = serializers.CharField(help_text="slug")
    booking = serializers.ChoiceField(choices=["firm", "request"])
    reason = serializers.CharField(required=False, help_text="why it has to be approved, in words; for requests only")


class SlotsShape(serializers.Serializer):
    timezone = serializers.CharField()
    slots = SlotShape(many=True)
    days = serializers.DictField(child=serializers.IntegerField(), help_text="free times by day")


class BusyShape(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    title = serializers.CharField(allow_blank=True, help_text="of what is public, where the instructor shows it")


class CalendarShape(serializers.Serializer):
    timezone = serializers.CharField()
    busy = BusyShape(many=True)


class RatesShape(serializers.Serializer):
    one_to_one = MoneyShape(allow_null=True)
    group = MoneyShape(allow_null=True)


class InstructorShape(NamedShape):
    job_title = serializers.CharField()
    specializations = serializers.ListField(child=serializers.CharField())
    bio = serializers.CharField(help_text="Markdown")
    timezone = serializers.CharField()
    hourly_rate = RatesShape()


class _PageShape(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class OfferingPageShape(_PageShape):
    results = OfferingShape(many=True)


class SessionPageShape(_PageShape):
    results = SessionShape(many=True)


class InstructorPageShape(_PageShape):
    results = InstructorShape(many=True)
