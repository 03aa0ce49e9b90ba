from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from booking.accounts.models import Organization
from booking.api.presenters.sessions import price_of_one, prices_of, show_place, show_session
from booking.api.presenters.values import show_money
from booking.core.changes import Keeper, reads_dates
from booking.core.clock import next_turn
from booking.core.money import Money
from booking.intake.fields import Question
from booking.intake.models import FormVersion
from booking.intake.selectors import questions_in
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering, Policy, Variant
from booking.offerings.selectors import active_variants, facilitators_of
from booking.payments.selectors import ways_to_pay
from booking.pricing.labels import PriceNow
from booking.reservations.entry import shares_left
from booking.reservations.selectors import places_left
from booking.scheduling.models import Place, Session, Venue
from booking.scheduling.selectors import as_taken_now, next_sessions

_MOST_OFFERINGS = 5000
_next: Keeper[dict[int, list[Session]]] = Keeper(most=_MOST_OFFERINGS)


@dataclass(frozen=True)
class _Around:
    """What belongs to a page of offerings, read in as many queries for one as for fifty."""

    organization: Organization
    places: dict[int, Place | None]
    questions: dict[int, list[Question]]
    sessions: dict[int, list[Session]]
    left: dict[int, int | None]
    prices: dict[int, PriceNow]
    shares: dict[int, dict[str, int]]


def show_offerings(
    offerings: Iterable[Offering], *, organization: Organization, moment: int, now: datetime
) -> list[dict[str, object]]:
    """Offerings that were loaded with their details; times on the organization's clock.

    `moment` is as Keeper says.
    """
    offerings = list(offerings)
    for offering in offerings:
        offering.organization = organization
    sessions = _next_sessions(
        [o for o in offerings if kinds.get(o.kind).books == "sessions"],
        organization=organization,
        moment=moment,
        now=now,
    )
    by_pk = {offering.pk: offering for offering in offerings}
    shown = [session for rows in sessions.values() for session in rows]
    left = places_left(shown, now=now)
    around = _Around(
        organization=organization,
        places={
            venue.offering_id: venue.place
            for venue in Venue.objects.filter(offering__in=offerings).select_related("place")
        },
        questions=_questions({offering.form_id for offering in offerings if offering.form_id}),
        sessions=sessions,
        left=left,
        prices=prices_of(offerings, now=now),
        shares=shares_left([(session, by_pk[session.offering_id]) for session in shown], left=left, now=now),
    )
    return [_show(offering, around=around) for offering in offerings]


def _next_sessions(
    offerings: list[Offering], *, organization: Organization, moment: int, now: datetime
) -> dict[int, list[Session]]:
    """By the offering's id; kept until one of them changes, only how many places are taken is always read."""
    key = (organization.pk, *(offering.pk for offering in offerings))
    known = _next.find(key, now=now)
    if known is None:
        known = next_sessions(offerings, now=now)
        kept = {"organization_id": organization.pk, "moment": moment, "until": next_turn(now)}
        _next.keep(key, known, **kept, reads=reads_dates(key[1:]), size=1 + len(offerings))
        return known
    found: dict[int, list[Session]] = {pk: [] for pk in known}
    for session in as_taken_now(session for sessions in known.values() for session in sessions):
        found[session.offering_id].append(session)
    return found


def _questions(form_ids: set[int]) -> dict[int, list[Question]]:
    """What each form asks now."""
    versions = FormVersion.objects.filter(form__in=form_ids).annotate(newest=Max("form__versions__number"))
    return {version.form_id: questions_in(version) for version in versions.filter(number=F("newest"))}


def _show(offering: Offering, *, around: _Around) -> dict[str, object]:
    organization = around.organization
    return {
        "slug": offering.slug,
        "name": offering.name,
        "kind": offering.kind,
        "summary": offering.summary,
        "description": offering.description,
        "category": offering.category,
        "tags": [row.name for row in offering.tag_rows.all()],
        "delivery": offering.delivery,
        "visibility": offering.visibility,
        "books": kinds.get(offering.kind).books,
        "length": offering.length,
        "lengths": offering.lengths,
        "facilitators": [{"slug": person.slug, "name": person.name} for person in facilitators_of(offering)],
        "place": show_place(around.places.get(offering.pk)),
        "variants": _show_variants(offering, prices=around.prices),
        "form": _show_form(offering, around=around),
        "policy": show_policy(offering.policy, organization=organization) if offering.policy else None,
        "approval": offering.approval,
        "registration_opens": offering.registration_opens,
        "registration_deadline": offering.registration_deadline,
        "prerequisites": offering.prerequisites,
        "allow_weekly": offering.allow_weekly,
        "term_start": offering.term_start,
        "term_end": offering.term_end,
        "schedule_note": offering.schedule_note,
        "next_sessions": [
            show_session(
                row,
                offering=offering,
                left=around.left[row.pk],
                shares=around.shares.get(row.pk),
                price=price_of_one(offering, prices=around.prices),
                timezone=organization.timezone,
            )
            for row in around.sessions.get(offering.pk, [])
        ],
    }


def _show_variants(offering: Offering, *, prices: Mapping[int, PriceNow]) -> list[dict[str, object]]:
    return [
        _show_variant(variant, offering=offering, price=prices[variant.pk]) for variant in active_variants(offering)
    ]


def _show_variant(variant: Variant, *, offering: Offering, price: PriceNow) -> dict[str, object]:
    providers = ways_to_pay(variant, offering=offering, total=price.price)
    return {
        "slug": variant.slug,
        "name": variant.name,
        "description": variant.description,
        "price": show_money(price.price),
        "regular_price": show_money(price.regular),
        "phase": _show_phase(price),
        "price_per": variant.price_per,
        "sessions": variant.sessions,
        "scope": variant.scope,
        "deposit": None if variant.deposit is None else show_money(Money(variant.deposit, variant.currency)),
        "credits": variant.credits,
        "credit_price": variant.credit_price,
        "credits_most": variant.credits_most,
        "length": variant.length,
        "participant_type": variant.participant_type or None,
        "payment_methods": [provider.name for provider in providers],
    }


def _show_phase(price: PriceNow) -> dict[str, object] | None:
    if price.phase is None:
        return None
    return {"name": price.phase.name, "until": price.phase.ends_on, "places_left": price.left}


def _show_form(offering: Offering, *, around: _Around) -> dict[str, object] | None:
    if offering.form is None:
        return None
    return {
        "mandatory": offering.form.mandatory,
        "questions": [
            {
                "slug": question.slug,
                "type": question.type,
                "label": question.label,
                "help": question.help,
                "required": question.required,
                "options": list(question.options),
            }
            for question in around.questions.get(offering.form_id, [])
        ],
    }


def show_policy(policy: Policy, *, organization: Organization) -> dict[str, object]:
    return show_agreed_policy(policy.terms, currency=organization.currency)


def show_agreed_policy(policy: dict[str, object], *, currency: str) -> dict[str, object]:
    """A policy as it was copied into a booking; what it leaves out was not part of the agreement."""
    fees = {"late_cancel_fee", "no_show_fee"} & policy.keys()
    shown = {**policy, **{name: show_money(Money(policy[name], currency)) for name in fees}}
    empty = {"slug": None, "cancel_until_hours": 0, "reschedule_until_hours": 0, "refund_tiers": []}
    empty |= {"leniency_per_month": 0, "waive_hours": 48}
    nothing = show_money(Money(0, currency))
    return {**empty, "late_cancel_fee": nothing, "no_show_fee": nothing, **shown}
