from booking.accounts.models import Organization
from booking.api.presenters.bookings import show_order_lines
from booking.api.presenters.values import show_money
from booking.payments.overview import Step, overview_of
from booking.payments.papers import Paper, papers_about
from booking.payments.selectors import payments_of
from booking.reservations.models import Booking


def show_order(booking: Booking, *, organization: Organization) -> dict[str, object]:
    """The order with how far it is paid and the papers about it."""
    payments = payments_of(booking.order)
    overview = overview_of(booking.order, payments=payments, organization=organization)
    return {
        **show_order_lines(booking.order, payments=payments),
        "state": str(overview.state),
        "returned": show_money(overview.returned),
        "payments": [_show_step(step) for step in overview.steps],
        "papers": [_show_paper(paper) for paper in papers_about(booking.reference, organization=organization)],
    }


def _show_step(step: Step) -> dict[str, object]:
    return {
        "reference": step.reference,
        "method": step.method,
        "status": str(step.status),
        "amount": show_money(step.money),
        "on": step.on.isoformat(),
    }


def _show_paper(paper: Paper) -> dict[str, object]:
    return {
        "kind": paper.kind,
        "number": paper.number,
        "on": paper.on.isoformat(),
        "due_on": paper.due_on.isoformat() if paper.due_on else None,
        "total": show_money(paper.money),
    }
