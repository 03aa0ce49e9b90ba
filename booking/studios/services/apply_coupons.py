"""Codes of the studio."""

from datetime import date

from booking.pricing.services import retire_coupons, save_coupon
from booking.studios.services.application import Application


def apply_coupons(application: Application) -> None:
    for _, values, _ in application.differences("coupons", key="code"):
        save_coupon(values["code"], details=_details(values))
    missing = application.missing("coupons", key="code")
    if missing:
        retire_coupons(missing)
        for _code in missing:
            application.report.count("coupons", "retired")
        application.report.notices.append(f"no longer in the file, so they hold no more: {', '.join(missing)}")


def _details(values: dict) -> dict[str, object]:
    return {
        **{name: values[name] for name in ("percent", "amount", "limit", "minimum", "offerings", "variants")},
        "most_per_customer": values["per_customer"],
        "starts_on": _day(values["from"]),
        "ends_on": _day(values["until"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
