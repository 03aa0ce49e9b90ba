"""PAY-11 through the API: fees for not coming, and waiving them."""

from datetime import UTC, datetime

import pytest

from booking.accounts.models import User
from booking.core.clock import frozen_at
from booking.core.events import deliver_due
from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db
AT = datetime(2027, 1, 18, 9, tzinfo=UTC)


def test_staff_waive_a_fee_once_with_a_reason(studio, api, book):
    made = book()
    address = f"/api/v1/bookings/{made['reference']}"
    asked = api.post(f"{address}/waive/", {}, content_type="application/json")
    assert_problem(asked, status=401, code="not_authenticated")
    api.force_login(User.objects.get(email="ana@harbour.example"))
    with frozen_at(AT):
        api.post(f"{address}/no-show/", {}, content_type="application/json")
        while deliver_due(now=AT):
            pass
        fees = api.get(f"{address}/waive/").json()
        assert_shape(fees, "Fees")
        [fee] = fees["fees"]
        assert (fee["kind"], fee["status"], fee["amount"]["amount"]) == ("no_show", "pending", "40.00")
        assert fee["due"] == "2027-01-20T10:00:00+01:00"
        refused = api.post(f"{address}/waive/", {"reason": " "}, content_type="application/json")
        assert refused.status_code in (400, 422)
        said = {"data": {"reason": "Was ill"}, "content_type": "application/json", "headers": {"Idempotency-Key": "w1"}}
        answers = [api.post(f"{address}/waive/", **said) for _ in range(2)]
    assert [answer.json()["fees"][0]["status"] for answer in answers] == ["waived", "waived"]
