"""Every nasty value in every place of every route."""

import pytest
from django.db import connection

from tests.figures import print_figure
from tests.nonsense.afterwards import complaints_afterwards, sound_addresses
from tests.nonsense.attempts import Attempt, request_of, sample_of
from tests.nonsense.faces import all_faces, undescribed_routes
from tests.nonsense.judging import complaints_about
from tests.nonsense.values import TOTAL
from tests.sizes import SIZES

GATE = "booking.api.middleware.InputGateMiddleware"
# Among what answers 200 before and afterwards.
MUST_ANSWER = {
    *(
        "/",
        "/offerings/",
        "/offerings/coaching/",
        "/schedule/",
        "/api/v1/offerings/",
        "/api/v1/instructors/",
        "/schedule.ics",
    ),
    *("/admin/", "/admin/images/", "/admin/documents/", "/admin/users/", "/admin/pages/"),
}
_SHOWN = 60


def send(attempt: Attempt, *, clients: dict, token: str) -> list[str]:
    """Complaints about one answer."""
    method, address, sent = request_of(attempt, token=token)
    response = clients[attempt.parameter.face.actor].generic(method, address, **sent)
    complaints = complaints_about(attempt, response)
    response.close()
    return complaints


@pytest.mark.soak
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_value_anywhere_is_too_much(ground, clients, caplog):
    faces = all_faces(ground)
    sound = sound_addresses(clients, faces=faces)
    assert sound > MUST_ANSWER
    most, most_of_staff = SIZES.values_per_parameter, SIZES.values_per_admin_parameter
    sample = list(sample_of(faces, most=most, most_of_staff=most_of_staff))
    assert {attempt.parameter.face.template for attempt in sample} == {face.template for face in faces}
    assert len({attempt.label for attempt in sample}) == TOTAL >= 120

    complaints = [found for attempt in sample for found in send(attempt, clients=clients, token=ground.token)]
    complaints += complaints_afterwards(clients["visitor"])
    lost = sound - sound_addresses(clients, faces=faces)

    told = {"requests": len(sample), "values": TOTAL, "faces": len(faces), "complaints": len(complaints)}
    print_figure("nonsense", database=connection.vendor, of_each_in_the_admin=most_of_staff, **told)
    assert (complaints[:_SHOWN], lost) == ([], set())


def test_every_route_is_asked(ground):
    assert undescribed_routes(all_faces(ground)) == set()


def test_without_the_gate_nonsense_gets_through(ground, clients, settings, caplog):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GATE]
    faces = [face for face in all_faces(ground) if face.template in ("/api/v1/offerings/", "/api/v1/instructors/")]
    sample = [attempt for attempt in sample_of(faces, most=12) if attempt.parameter.place == "query"]
    complaints = [found for attempt in sample for found in send(attempt, clients=clients, token=ground.token)]
    assert any(
        "takes text that nobody can carry" in complaint or "a fault of ours" in complaint for complaint in complaints
    )
