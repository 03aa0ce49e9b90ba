import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.accounts.models import Domain
from booking.core.tenancy import acting_for_everyone
from booking.offerings.models import Offering
from booking.pages.models import OfferingPage

LANDING = "/offerings/tuesday-flow/"

kept = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def landing(home) -> OfferingPage:
    return OfferingPage.objects.get(offering__slug="tuesday-flow")


@kept
def test_kept_page_costs_one_look_at_what_changed(visitor):
    fresh = visitor.get(LANDING)
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get(LANDING)
    assert len(queries) == 1
    assert answer.content == fresh.content


@kept
def test_publishing_shows_at_once(visitor, landing):
    assert b"Evening tide" not in visitor.get(LANDING).content
    landing.title = "Evening tide"
    landing.save_revision().publish()
    assert b"Evening tide" in visitor.get(LANDING).content
    landing.unpublish()
    assert visitor.get(LANDING).status_code == 404


@kept
def test_unchanged_page_need_not_be_sent_again(visitor, landing):
    visitor.get(LANDING)
    first = visitor.get(LANDING)
    again = visitor.get(LANDING, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    OfferingPage.objects.filter(pk=landing.pk).update(title="Evening tide")
    assert visitor.get(LANDING, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


@kept
def test_every_answer_has_a_nonce_of_its_own(visitor):
    policies = {visitor.get(LANDING).headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@kept
def test_kept_page_has_the_headers_of_a_fresh_one(visitor):
    fresh, again = (dict(visitor.get(LANDING).headers) for _ in range(2))
    assert fresh.pop("Content-Security-Policy") != again.pop("Content-Security-Policy")
    assert again == fresh


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
@kept
def test_whoever_has_a_cookie_of_ours_is_answered_anew(visitor, cookie):
    visitor.get(LANDING)
    visitor.cookies[cookie] = "x"
    with CaptureQueriesContext(connection) as queries:
        visitor.get(LANDING)
    assert len(queries) > 1


@kept
def test_offering_shared_by_link_is_never_kept(visitor, home):
    key = Offering.objects.get(slug="by-link").link_key
    for _ in range(2):
        answer = visitor.get("/offerings/by-link/", {"key": key})
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert "ETag" not in answer.headers
    assert visitor.get("/offerings/by-link/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/offerings/", LANDING])
@kept
def test_host_that_passes_to_another_studio_shows_nothing_of_the_first(visitor, other_organization, path):
    assert [visitor.get(path).status_code for _ in range(2)] == [200, 200]
    with acting_for_everyone():
        Domain.objects.filter(host="harbour.localhost").update(organization=other_organization)
    assert visitor.get(path).status_code == 404


@kept
def test_nothing_is_kept_of_a_transaction_that_may_be_undone(visitor):
    with transaction.atomic():
        visitor.get(LANDING)
    with CaptureQueriesContext(connection) as queries:
        visitor.get(LANDING)
    assert len(queries) > 1
