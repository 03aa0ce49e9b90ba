"""The API for those who work for the studio: access tokens, sessions, and what is out of reach."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from booking.accounts.authority import staff_by_token
from booking.accounts.models import AccessToken, Membership, User
from booking.accounts.services import make_token, revoke_token
from booking.audit.models import AuditRecord
from booking.core.errors import Invalid
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering
from tests.api.conftest import assert_problem
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(book) -> str:
    return f"/api/v1/bookings/{book()['reference']}/"


def test_staff_read_the_bookings_that_concern_them(api, address, bearer):
    answers = {name: api.get(address, headers=bearer(name)) for name in ("owner", "ana", "ben")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"owner": 200, "ana": 200, "ben": 404}
    reference = address.split("/")[-2]
    assert answers["ana"].json()["manage_url"] == f"http://testserver/admin/studio/bookings/{reference}/"
    unknown = api.get("/api/v1/bookings/NOBODY0000/", headers=bearer("ben"))
    assert (answers["ben"].status_code, answers["ben"].content) == (404, unknown.content)


def test_who_cancelled_is_kept(api, address, bearer):
    done = api.post(f"{address}cancel/", {}, headers=bearer("ana"), content_type="application/json")
    assert (done.status_code, done.json()["status"]) == (200, "cancelled")
    ana = User.objects.get(email="ana@harbour.example")
    record = AuditRecord.objects.get(action="booking.cancelled", subject_reference=address.split("/")[-2])
    assert record.actor == f"staff:{ana.pk}"


def test_a_token_reaches_no_further_than_its_scopes(api, address, bearer):
    narrow = bearer("owner", "bookings:read")
    assert api.get(address, headers=narrow).status_code == 200
    assert_problem(api.get(f"{address}cancel/", headers=narrow), status=403, code="not_allowed")


@pytest.mark.parametrize("change", ["revoked", "expired", "idle"])
def test_what_is_over_opens_nothing(api, address, bearer, change):
    header = bearer("owner")
    token = AccessToken.objects.get()
    if change == "revoked":
        revoke_token(token, now=NOW)
    elif change == "expired":
        AccessToken.objects.update(expires_at=NOW)
    else:
        User.objects.filter(email="owner@harbour.example").update(is_active=False)
    assert_problem(api.get(address, headers=header), status=401, code="not_authenticated")


def test_a_token_of_another_studio_opens_nothing(api, address, other_organization):
    with acting_for(other_organization):
        membership = Membership.objects.create(user=User.objects.create_user("olga@loud.example"), role="owner")
        until = NOW + timedelta(days=1)
        _, secret = make_token(membership, name="there", scopes=["*"], expires_at=until, now=NOW)
        assert staff_by_token(secret, now=NOW).is_manager
    assert_problem(
        api.get(address, headers={"Authorization": f"Bearer {secret}"}), status=401, code="not_authenticated"
    )


def test_a_session_changes_nothing_without_its_csrf_token(address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="owner@harbour.example"))
    assert client.get(address).status_code == 200
    refused = client.post(f"{address}cancel/", {}, content_type="application/json")
    assert_problem(refused, status=403, code="not_allowed")


def test_a_token_is_made_at_the_shell(studio, capsys):
    call_command("make_token", "harbour", "Owner@Harbour.example", "--scope", "bookings:read", "--days", "30")
    secret = capsys.readouterr().out.strip()
    assert len(secret) == 43
    token = AccessToken.objects.get()
    assert (token.scopes, token.expires_at, secret in token.token_hash) == (
        ["bookings:read"],
        NOW + timedelta(days=30),
        False,
    )


@pytest.mark.parametrize(
    "arguments, wrong",
    [
        (["nowhere", "owner@harbour.example"], "There is no organization nowhere."),
        (["harbour", "eve@example.com"], "eve@example.com does not work for harbour; there: ana@harbour.example,"),
        (["harbour", "owner@harbour.example", "--scope", "all"], "all is no scope"),
        (["harbour", "owner@harbour.example", "--days", "0"], "A token lasts 1 to 3650 days."),
    ],
)
def test_a_wrong_word_is_explained_at_the_shell(studio, arguments, wrong):
    with pytest.raises(CommandError) as refused:
        call_command("make_token", *arguments)
    assert str(refused.value).startswith(wrong)


def test_a_token_without_scopes_is_none(studio):
    with pytest.raises(Invalid):
        make_token(Membership.objects.first(), name="empty", scopes=[], expires_at=NOW + timedelta(days=1), now=NOW)


def test_staff_book_over_the_rules_for_a_reason(api, studio, bearer, class_body):
    Offering.objects.filter(slug="tuesday-flow").update(prerequisites=["open-circle"])
    asked, staff = {**class_body(), "overrule": True}, bearer("ben")

    def send(body, headers):
        return api.post("/api/v1/bookings/", body, content_type="application/json", headers=headers)

    assert_problem(send(class_body(), staff), status=422, code="validation")
    assert_problem(send(asked, staff), status=422, code="validation")
    assert_problem(send({**asked, "reason": "Known to us"}, {}), status=403, code="not_allowed")
    done = send({**asked, "reason": "Known to us"}, staff)
    assert (done.status_code, done.json()["status"]) == (201, "confirmed")
    [warning] = done.json()["warnings"]
    assert "builds on Open circle" in warning
    assert AuditRecord.objects.get(action="booking.policy_overruled").changes["warnings"] == [warning]
