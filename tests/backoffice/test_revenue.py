"""INS-2 at the desk: managers see everything, instructors what they hold, and both take it along."""

import csv
import io
from datetime import UTC, datetime

import pytest

from tests.backoffice.test_desk import booked

pytestmark = pytest.mark.django_db
PAGE, FILE = "/admin/studio/revenue/", "/admin/studio/revenue/file/"


def test_managers_see_everything_and_instructors_what_they_hold(sign_in, studio):
    assert "Nothing was booked in these days" in sign_in("owner").get(PAGE).content.decode()
    booked("coaching", at=datetime(2027, 1, 18, 8, tzinfo=UTC))
    booked("lesson", at=datetime(2027, 1, 18, 16, tzinfo=UTC))
    pages = {name: sign_in(name).get(PAGE).content.decode() for name in ("owner", "ana", "ben")}
    assert {name: ("CHF 120.00" in page, "CHF 60.00" in page) for name, page in pages.items()} == {
        "owner": (True, True),
        "ana": (True, False),
        "ben": (False, True),
    }
    content = sign_in("ana").get(FILE).content.decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(content, newline=""))
    assert row == ["Coaching", "Single session", "Ana Keller", "page", "1", "111.01", "120.00", "0.00", "0.00", "CHF"]


def test_nonsense_and_other_days_are_understood(sign_in, studio):
    booked("coaching", at=datetime(2027, 1, 18, 8, tzinfo=UTC))
    owner = sign_in("owner")
    assert "CHF 120.00" in owner.get(PAGE, {"from": "nonsense", "to": "\u0661"}).content.decode()
    assert "Nothing was booked" in owner.get(PAGE, {"from": "2027-02-01", "to": "2027-02-28"}).content.decode()
