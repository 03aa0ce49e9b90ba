"""Which times and dates can be had, what is instead, and what they come to (DESIGN §4, H24, CAT-8)."""

from datetime import date

from booking.offerings.models import Offering, Variant
from booking.scheduling.models import Session
from tests.api.conftest import assert_problem, assert_shape
from tests.api.test_bookings import BOOKINGS, QUOTES, chf, post


def test_a_quote_says_which_dates_of_a_pack_are_free_and_what_is_instead(api, book, body):
    book(starts_at="2027-02-01T09:00:00+01:00")
    asked = {"offering": "coaching", "variant": "pack-4", "starts_at": "2027-01-18T09:00:00+01:00"}
    answer = post(api, QUOTES, asked).json()
    assert_shape(answer, "Quote")
    assert [(row["start"][:10], row["state"], row["is_free"]) for row in answer["dates"]] == [
        ("2027-01-18", "free", True),
        ("2027-01-25", "free", True),
        ("2027-02-01", "taken", False),
        ("2027-02-08", "free", True),
    ]
    others = answer["dates"][2].pop("alternatives")
    assert (others[0]["start"], others[-1]["start"]) == ("2027-02-01T10:00:00+01:00", "2027-02-05T16:00:00+01:00")
    assert [row["alternatives"] for row in answer["dates"][:2]] == [[], []]
    starts = [row["start"] for row in answer["dates"]]
    starts[2] = others[0]["start"]
    sent = body(variant="pack-4", starts_at=starts)
    assert all(row["is_free"] for row in post(api, QUOTES, {**asked, "starts_at": starts}).json()["dates"])
    made = post(api, BOOKINGS, sent).json()
    assert [row["start"] for row in made["sessions"]] == starts


def test_a_quote_says_which_dates_of_a_class_are_full_and_which_are_open(api):
    Variant.objects.filter(slug="drop-in").update(sessions=2, cadence="none")
    first, second, third, *_ = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")
    Session.objects.filter(pk=second.pk).update(taken=second.capacity)
    named = [first.reference, second.reference]
    answer = post(api, QUOTES, {"offering": "tuesday-flow", "variant": "drop-in", "sessions": named}).json()
    assert_shape(answer, "Quote")
    assert [(row["session"], row["state"]) for row in answer["dates"]] == list(
        zip(named, ["free", "taken"], strict=True)
    )
    assert answer["dates"][1]["alternatives"][0]["session"] == third.reference


def test_weekly_lessons_are_priced_and_booked_until_the_term_ends(api, body):
    term = {"allow_weekly": True, "term_start": date(2027, 1, 11), "term_end": date(2027, 2, 2)}
    Offering.objects.filter(slug="coaching").update(**term)
    first = "2027-01-12T10:00:00+01:00"
    asked = {"offering": "coaching", "variant": "single", "starts_at": first, "repeat": "weekly"}
    quote = post(api, QUOTES, asked).json()
    assert_shape(quote, "Quote")
    assert ([row["start"][5:10] for row in quote["dates"]], quote["total"]) == (
        ["01-12", "01-19", "01-26", "02-02"],
        chf("480.00"),
    )
    without = post(api, QUOTES, {**asked, "skip": "2027-01-19T10:00:00+01:00"}).json()
    assert (len(without["dates"]), without["total"]) == (3, chf("360.00"))
    made = post(api, BOOKINGS, body(starts_at=first, repeat="weekly")).json()
    assert (len(made["sessions"]), made["order"]["total"]) == (4, chf("480.00"))
    offering = api.get("/api/v1/offerings/coaching/").json()
    assert_shape(offering, "Offering")
    assert (offering["allow_weekly"], offering["term_end"]) == (True, "2027-02-02")
    Offering.objects.update(allow_weekly=False)
    assert_problem(post(api, QUOTES, asked), status=422, code="validation")
