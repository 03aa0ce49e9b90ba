from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_token


class Visibility(models.TextChoices):
    PUBLIC = "public"
    MEMBERS = "members"
    LINK = "link"
    INVITED = "invited"
    TIERS = "tiers"
    HIDDEN = "hidden"


class Delivery(models.TextChoices):
    ONLINE = "online", "Online"
    IN_PERSON = "in_person", "In person"
    HYBRID = "hybrid", "Online or in person"
    SELF_GUIDED = "self_guided", "Self-guided"


class Staffing(models.TextChoices):
    TOGETHER = "together", "All facilitators hold each session"
    ANY = "any", "Any one of the facilitators holds a session"


class PriceFrom(models.TextChoices):
    VARIANT = "variant", "The price of the variant"
    RATE = "rate", "The hourly rate of who holds it"


class Offering(Owned):
    """Anything that can be booked. Its kind decides how times come about and how places are counted.

    Lengths, buffers and steps are minutes.
    """

    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True, help_text="Markdown")
    category = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    link_key = models.CharField(max_length=43, default=new_token, help_text="opens the page when visibility is link")
    is_active = models.BooleanField(default=True)
    is_archived = models.BooleanField(default=False)
    delivery = models.CharField(max_length=12, choices=Delivery.choices, default=Delivery.IN_PERSON)
    staffing = models.CharField(max_length=10, choices=Staffing.choices, default=Staffing.TOGETHER)

    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(max_length=200, blank=True)
    outcomes = models.JSONField(default=list, blank=True, help_text="[text]")
    itinerary = models.JSONField(default=list, blank=True, help_text="[{title, text}]")
    faq = models.JSONField(default=list, blank=True, help_text="[{question, answer}]")
    testimonials = models.JSONField(default=list, blank=True, help_text="[{quote, name}]")
    bring = models.JSONField(default=list, blank=True, help_text="[text]")
    instructions = models.TextField(blank=True, help_text="Markdown, sent with the confirmation")
    milestones = models.JSONField(default=list, blank=True, help_text="[{name, due_days}]")

    lengths = models.JSONField(default=list, blank=True, help_text="minutes; several when the customer chooses")
    slot_step = models.PositiveSmallIntegerField(default=30)
    notice_hours = models.PositiveIntegerField(default=0)
    window_days = models.PositiveIntegerField(default=180)
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="empty means unlimited")
    overbooking = models.PositiveIntegerField(default=0)
    approval = models.BooleanField(default=False, help_text="every booking is a request until staff approve it")
    participant_types = models.JSONField(default=dict, blank=True, help_text="{name: places}")
    minimum_participants = models.PositiveIntegerField(null=True, blank=True)
    minimum = models.JSONField(
        default=dict, blank=True, help_text="{participants, by or days_before, else}: when and how a date is decided"
    )
    waitlist = models.JSONField(default=dict, blank=True)
    registration_opens = models.DateField(null=True, blank=True)
    registration_deadline = models.DateField(null=True, blank=True)
    entry_closes_after = models.PositiveSmallIntegerField(
        default=0, help_text="sessions of a whole series that may have begun when somebody joins"
    )
    allow_weekly = models.BooleanField(default=False, help_text="the same hour each week until the term ends")
    term_start = models.DateField(null=True, blank=True)
    term_end = models.DateField(null=True, blank=True, help_text="the last day on which there are lessons")
    schedule_note = models.CharField(max_length=300, blank=True)
    prerequisites = models.JSONField(default=list, blank=True, help_text="[slug of an offering to have completed]")
    price_from = models.CharField(max_length=8, choices=PriceFrom.choices, default=PriceFrom.VARIANT)
    discounts = models.JSONField(
        default=list,
        blank=True,
        help_text="[{kind, name, from or relation, percent or amount}], in minor units",
    )
    payment_methods = models.JSONField(default=list, blank=True, help_text="names of payment providers, in order")

    policy = models.ForeignKey("offerings.Policy", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey("intake.Form", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="offerings_slug"),
            models.CheckConstraint(condition=models.Q(slot_step__gte=1), name="offerings_slot_step"),
            models.CheckConstraint(
                condition=models.Q(allow_weekly=False)
                | models.Q(term_start__isnull=False, term_end__isnull=False, term_end__gte=models.F("term_start")),
                name="offerings_term",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def length(self) -> int:
        """Minutes; the first when there is a choice."""
        return self.lengths[0] if self.lengths else 60

    @property
    def least(self) -> int | None:
        """How many people a date takes place from; None when it takes place anyway."""
        return self.minimum.get("participants") or self.minimum_participants

    @property
    def terms(self) -> dict[str, object]:
        """What a booking agrees to; empty without a policy."""
        return self.policy.terms if self.policy else {}


class Facilitator(Owned):
    """Who holds an offering's sessions; the first leads."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="facilitator_links")
    instructor = models.ForeignKey("people.Instructor", on_delete=models.PROTECT, related_name="facilitator_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "instructor"], name="offerings_facilitator_once"),
        ]

    def __str__(self):
        return f"{self.instructor} in {self.offering}"


class OfferingTag(Owned):
    """A word visitors can filter by."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="tag_rows")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offering", "name"], name="offerings_tag_once")]
        indexes = [models.Index(fields=["organization", "name"], name="offerings_tag_name")]

    def __str__(self):
        return self.name
