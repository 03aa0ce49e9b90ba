from booking.api.presenters.offerings import show_agreed_policy
from booking.api.presenters.values import show_money
from booking.core.money import Money
from booking.reservations.rules import ReschedulePreview


def show_reschedule_preview(preview: ReschedulePreview, *, session: str) -> dict[str, object]:
    """What moving a session now would do, by the policy that was agreed to."""
    currency = preview.price_difference.currency
    return {
        "allowed": preview.allowed,
        "reasons": list(preview.reasons),
        "session": session,
        "price_difference": show_money(preview.price_difference),
        "refund": show_money(Money(0, currency)),
        "fee": show_money(Money(0, currency)),
        "policy": show_agreed_policy(preview.policy, currency=currency),
    }
