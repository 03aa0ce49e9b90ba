"""OPS-8: every error names the line, the path, what was found and what is allowed; and all are told at once."""

from pathlib import Path

import pytest

from booking.accounts.models import Organization
from booking.studios.problems import StudioFileError
from booking.studios.services import load_studio, read_file
from tests.studios.studio_files import BASE, changed

CASES = {
    "unknown key": (
        ("capacity: 12", "capcity: 12"),
        "line 35, offerings[1].capcity: found the unknown key capcity; allowed: a known key, probably capacity",
    ),
    "duplicate key": (
        ("    name: Flow", "    name: Flow\n    name: Flow again"),
        "line 33, offerings[1].name: found the key name a second time; allowed: each key once",
    ),
    "missing key": (
        ("  currency: CHF\n", ""),
        "line 3, organization.currency: found no such key; allowed: an ISO 4217 currency such as CHF, JPY or KWD",
    ),
    "too few decimals": (
        ('"120.00"', '"120"'),
        'line 29, offerings[0].variants[0].price: found "120"; '
        'allowed: an amount in CHF as text with 2 decimals, such as "12.50"',
    ),
    "amount without quotes": (
        ('"120.00"', "120.00"),
        "line 29, offerings[0].variants[0].price: found 120.00 without quotes; "
        'allowed: an amount in CHF as text with 2 decimals, such as "12.50"',
    ),
    "negative amount": (
        ('"120.00"', '"-1.00"'),
        'line 29, offerings[0].variants[0].price: found "-1.00"; '
        'allowed: an amount in CHF as text with 2 decimals, such as "12.50"',
    ),
    "number in quotes": (
        ("capacity: 12", 'capacity: "12"'),
        'line 35, offerings[1].capacity: found "12"; allowed: a whole number from 1 to 100,000, without quotes',
    ),
    "word for a number": (
        ("length: 75", "length: long"),
        "line 34, offerings[1].length: found long; allowed: a whole number of minutes from 1 to 1,440, without quotes",
    ),
    "unknown kind": (
        ("kind: class", "kind: klass"),
        "line 31, offerings[1].kind: found klass; "
        "allowed: event, retreat, program, class, course, appointment, workshop, livestream or credits",
    ),
    "unknown zone": (
        ("Europe/Zurich", "Europe"),
        "line 5, organization.timezone: found Europe; allowed: an IANA time zone such as Europe/Zurich",
    ),
    "unknown currency": (
        ("currency: CHF", "currency: FRANCS"),
        "line 6, organization.currency: found FRANCS; allowed: an ISO 4217 currency such as CHF, JPY or KWD",
    ),
    "unknown country": (
        ("country: CH", "country: Switzerland"),
        "line 7, organization.country: found Switzerland; allowed: an ISO 3166 country in two letters such as CH",
    ),
    "mistyped account": (
        ("  country: CH\n", "  country: CH\n  bank: {iban: CH93 0076 2011 6238 5295 8}\n"),
        "line 8, organization.bank.iban: found CH93 0076 2011 6238 5295 8; "
        "allowed: an account number that takes any payment, such as CH93 0076 2011 6238 5295 7",
    ),
    "QR-IBAN as the account": (
        ("  country: CH\n", "  country: CH\n  bank: {iban: CH44 3199 9123 0008 8901 2}\n"),
        "line 8, organization.bank.iban: found CH44 3199 9123 0008 8901 2; "
        "allowed: an account number that takes any payment, such as CH93 0076 2011 6238 5295 7",
    ),
    "account as the QR-IBAN": (
        ("  country: CH\n", "  country: CH\n  bank: {qr_iban: CH93 0076 2011 6238 5295 7}\n"),
        "line 8, organization.bank.qr_iban: found CH93 0076 2011 6238 5295 7; "
        "allowed: the QR-IBAN that the bank gave beside the account, such as CH44 3199 9123 0008 8901 2",
    ),
    "address without a town": (
        ("  country: CH\n", '  country: CH\n  address: {street: Quai, building: "1", postcode: "8002"}\n'),
        "line 8, organization.address.town: found no such key; allowed: text on one line, at most 35 characters",
    ),
    "terms of years": (
        ("  country: CH\n", "  country: CH\n  payment_terms_days: 366\n"),
        "line 8, organization.payment_terms_days: found 366; allowed: a whole number from 0 to 365, without quotes",
    ),
    "fee for reminding ahead": (
        ("  country: CH\n", '  country: CH\n  dunning: [{days: -3, fee: "5.00"}]\n'),
        'line 8, organization.dunning[0].fee: found "5.00"; allowed: a fee only after the day on which it is due',
    ),
    "rest without a deposit": (
        ('price: "28.00"', 'price: "28.00", rest_due_days: 30'),
        "line 40, offerings[1].variants[0].rest_due_days: found 30; allowed: days only beside a deposit without a plan",
    ),
    "bad slug": (
        ("slug: flow", "slug: Tuesday Flow"),
        "line 30, offerings[1].slug: found Tuesday Flow; "
        "allowed: a slug of at most 60 small letters, digits and single hyphens, such as lake-hall",
    ),
    "duplicate slug": (
        ("slug: flow", "slug: lesson"),
        "line 30, offerings[1].slug: found lesson a second time; allowed: each only once",
    ),
    "unknown place": (
        ("    place: hall", "    place: hal"),
        "line 33, offerings[1].place: found hal; allowed: a place of this file: hall",
    ),
    "unknown facilitator": (
        ("facilitators: [ana@quay.example]", "facilitators: [bob@quay.example]"),
        "line 27, offerings[0].facilitators[0]: found bob@quay.example; "
        "allowed: a person with a profile of this file: ana@quay.example",
    ),
    "unknown policy": (
        ("    policy: standard", "    policy: strict"),
        "line 37, offerings[1].policy: found strict; allowed: a policy of this file: standard",
    ),
    "day that does not exist": (
        ("starts: 2027-01-05", "starts: 2027-02-30"),
        "line 36, offerings[1].schedule.starts: found 2027-02-30; allowed: a date from 2000 to 2100 such as 2027-03-09",
    ),
    "time that does not exist": (
        ('at: "18:00"', "at: 25:00"),
        'line 36, offerings[1].schedule.at: found 25:00; allowed: a time such as "18:00", from 00:00 to 23:59',
    ),
    "unknown weekday": (
        ("on: [tue]", "on: [tuesday]"),
        "line 36, offerings[1].schedule.repeat.on[0]: found tuesday; allowed: mon, tue, wed, thu, fri, sat or sun",
    ),
    "schedule of an appointment": (
        (
            "    facilitators: [ana@quay.example]\n",
            '    facilitators: [ana@quay.example]\n    schedule: {starts: 2027-01-05, at: "18:00"}\n',
        ),
        "line 28, offerings[0].schedule: found a mapping; "
        "allowed: no schedule: appointments are booked from their facilitators' hours",
    ),
    "appointment without facilitator": (
        ("    facilitators: [ana@quay.example]\n", ""),
        "line 24, offerings[0].facilitators: found none; allowed: at least one facilitator, whose hours are booked",
    ),
    "half a schedule": (
        ('starts: 2027-01-05, at: "18:00", ', ""),
        "line 36, offerings[1].schedule: found repeat; allowed: `starts` and `at`, with `repeat` (and `until` or "
        "`count`, `skip`, `move`) when it comes again; or `dates`; or `days` and `sessions`",
    ),
    "until and count": (
        ("on: [tue]}", "on: [tue]}, until: 2027-02-01, count: 3"),
        "line 36, offerings[1].schedule: found both; allowed: either `until` or `count`",
    ),
    "skipped date that is none": (
        ("on: [tue]}", "on: [tue]}, skip: [2027-01-06]"),
        "line 36, offerings[1].schedule: found 2027-01-06 is not one of the dates; allowed: dates that can be held",
    ),
    "deposit above the price": (
        ('price: "28.00"', 'price: "28.00", deposit: "30.00"'),
        'line 40, offerings[1].variants[0].deposit: found "30.00"; allowed: at most the price',
    ),
    "plan with another sum": (
        ('price: "28.00"', 'price: "28.00", plan: [{due_days: 0, amount: "10.00"}]'),
        "line 40, offerings[1].variants[0].plan: found a plan with another sum; "
        "allowed: amounts that add up to the price",
    ),
    "unknown question type": (
        ("type: text", "type: essay"),
        "line 22, forms.health.questions[0].type: found essay; allowed: text, long_text, choice, yes_no or consent",
    ),
    "choice without options": (
        ("type: text", "type: choice"),
        "line 22, forms.health.questions[0].options: found nothing; allowed: at least two options to choose from",
    ),
    "hours that end as they begin": (
        ('to: "17:00"', 'to: "09:00"'),
        'line 16, people[0].availability.weekly[0].to: found "09:00"; '
        "allowed: a time after `from`, or before it for hours that end the next day",
    ),
    "wrong version": (
        ("studio: 1", "studio: 2"),
        "line 1, studio: found 2; allowed: 1, the version of this format",
    ),
    "list where a mapping belongs": (
        ("  standard: {cancel_until_hours: 24}", "  standard: [24]"),
        "line 18, policies.standard: found a list; allowed: a mapping with cancel_until_hours, "
        "reschedule_until_hours, late_cancel_fee, no_show_fee, refund_tiers, "
        "leniency_per_month or waive_hours",
    ),
    "passwords": (
        ("    name: Ana Keller", "    name: Ana Keller\n    password: secret"),
        "line 14, people[0].password: found the unknown key password; "
        "allowed: email, name, role, profile, timezone, country, region, availability, creates_offerings or assists",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", CASES)
def test_load_names_line_path_finding_and_what_is_allowed(name, now, tmp_path):
    replacement, message = CASES[name]
    with pytest.raises(StudioFileError) as refusal:
        load_studio(changed(replacement), base=tmp_path, now=now)
    assert str(refusal.value) == message
    assert not Organization.objects.filter(slug="quay").exists()


def test_read_file_tells_all_problems_in_the_order_of_lines():
    content = changed(("country: CH", "country: X"), ("kind: class", "kind: x"), ('"28.00"', "28"))
    with pytest.raises(StudioFileError) as refusal:
        read_file(content)
    assert [(problem.line, problem.path) for problem in refusal.value.problems] == [
        (7, "organization.country"),
        (31, "offerings[1].kind"),
        (40, "offerings[1].variants[0].price"),
    ]


@pytest.mark.django_db
def test_load_refuses_two_things_at_one_time_and_writes_nothing(now, tmp_path):
    twin = BASE[BASE.index("  - slug: flow") :].replace("slug: flow", "slug: flow-two")
    content = (BASE + twin).replace("name: Flow\n", "name: Flow\n    facilitators: [ana@quay.example]\n").encode()
    with pytest.raises(StudioFileError) as refusal:
        load_studio(content, base=tmp_path, now=now)
    assert str(refusal.value) == (
        "line 49, offerings[2].schedule: found a time at which one of them is taken; "
        "allowed: times at which the facilitators and rooms are free"
    )
    assert not Organization.objects.filter(slug="quay").exists()


@pytest.mark.django_db
def test_load_refuses_a_picture_that_is_none_and_leaves_no_file(now, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "good.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"></svg>')
    (tmp_path / "bad.png").write_text("not a picture")
    content = changed(
        ("    name: Lesson", "    name: Lesson\n    picture: good.svg"),
        ("    name: Flow", "    name: Flow\n    picture: bad.png"),
    )
    with pytest.raises(StudioFileError) as refusal:
        load_studio(content, base=tmp_path, now=now)
    assert [problem.path for problem in refusal.value.problems] == ["offerings[1].picture"]
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
