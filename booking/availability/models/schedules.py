from django.db import models

from booking.accounts.models import Owned


class Schedule(Owned):
    """An instructor's rules for being booked; limits count in the instructor's zone.

    `booking_rules` may say otherwise per kind of session and relation; the first that matches counts.

    The buffers of a person are kept with their calendar owner, where every kind of entry respects them.
    """

    instructor = models.OneToOneField("people.Instructor", on_delete=models.CASCADE, related_name="schedule")
    closed_on_holidays = models.BooleanField(default=False)
    per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    firm = models.BooleanField(default=True)
    approval_for_strangers = models.BooleanField(default=False)
    firm_notice_hours = models.PositiveIntegerField(default=24)
    notice_hours = models.PositiveIntegerField(default=0, help_text="an offering may ask for longer")
    booking_rules = models.JSONField(default=list, blank=True, help_text="[{kinds, relations, and columns of this}]")
    country = models.CharField(max_length=2, blank=True, help_text="of public holidays; the organization's if empty")
    region = models.CharField(max_length=20, blank=True, help_text="of public holidays, such as ZH")

    def __str__(self):
        return f"schedule of {self.instructor}"


class WeeklyWindow(Owned):
    """Open hours of a weekday (0 = Monday), minutes after local midnight; an end past 1440 crosses midnight."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    conditions = models.JSONField(default=dict, blank=True, help_text="{places, offerings, booking, audience}")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="availability_weekday"),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")) & models.Q(start__lt=1440, end__lte=2880),
                name="availability_window_order",
            ),
        ]

    def __str__(self):
        return f"{self.weekday}: {self.start}-{self.end}"


class DayException(Owned):
    """Hours of one date that replace the weekly ones; no hours means closed."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField()
    hours = models.JSONField(default=list, blank=True, help_text="[[start, end, conditions]] in minutes after midnight")
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "day"], name="availability_exception_once")]

    def __str__(self):
        return f"{self.day}: {self.hours or 'closed'}"
