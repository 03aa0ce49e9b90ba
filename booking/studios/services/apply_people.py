"""Who works here: members, their profiles and hours."""

from datetime import date

from booking.accounts.services import save_member
from booking.availability.services import save_schedule
from booking.availability.services.save_schedule import OpenHours, OtherHours
from booking.calendars.services import owner_for_instructor, set_buffers
from booking.earnings.services import save_terms_of_instructor
from booking.people.models import Instructor
from booking.people.services import retire_instructor, save_instructor
from booking.studios.schema.earnings import pay_of
from booking.studios.schema.people import stored_rule
from booking.studios.services.application import Application


def apply_people(application: Application) -> None:
    for _, values, _ in application.differences("people", key="email"):
        member = save_member(values["email"], name=values["name"], role=values["role"])
        if values["profile"] is None:
            _retire(Instructor.objects.filter(membership=member))
            continue
        instructor = save_instructor(member, details=_details(application, values=values))
        save_terms_of_instructor(instructor, pay=pay_of(values["profile"]["earnings"]))
        _save_hours(instructor, values=values, hours=values["availability"])
    for email in application.missing("people", key="email"):
        if _retire(Instructor.objects.filter(email=email)):
            application.report.count("people", "retired")
            application.report.notices.append(f"{email} is no longer in the file: the profile is off the site")
        else:
            application.report.notices.append(f"{email} is no longer in the file and keeps the role there is")


def _retire(instructors) -> int:
    retired = [retire_instructor(instructor) for instructor in instructors.filter(is_active=True)]
    return len(retired)


def _details(application: Application, *, values: dict) -> dict[str, object]:
    profile = values["profile"]
    return {
        **{name: profile[name] for name in ("slug", "job_title", "specializations", "bio")},
        "name": values["name"],
        "timezone": values["timezone"],
        "photo": application.shelf.images.get(profile["photo"]),
        "rate_one_to_one": profile["hourly_rate"]["one_to_one"],
        "rate_group": profile["hourly_rate"]["group"],
        "rate_single": profile["hourly_rate"]["single"],
        "calendar_visibility": values["availability"]["calendar_visibility"],
        "calendar_details": values["availability"]["calendar_details"],
    }


def _save_hours(instructor: Instructor, *, values: dict, hours: dict) -> None:
    save_schedule(
        instructor,
        weekly=[OpenHours(*window) for window in hours["weekly"]],
        exceptions=[OtherHours(date.fromisoformat(day), hours, reason) for day, hours, reason in hours["exceptions"]],
        rules={
            "closed_on_holidays": hours["public_holidays"] == "closed",
            "country": values["country"] or "",
            "region": values["region"],
            **hours["limits"],
            **{name: value for name, value in hours["booking"].items() if name != "rules"},
            "booking_rules": [stored_rule(rule) for rule in hours["booking"]["rules"]],
        },
    )
    owner = owner_for_instructor(instructor)
    set_buffers(owner, before=hours["buffer"]["before"], after=hours["buffer"]["after"])
