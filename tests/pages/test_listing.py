import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def names(answer) -> list[str]:
    return [card.name for card in answer.context["cards"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Coaching", "Lesson with whoever is free", "Tuesday flow", "Open circle", "June retreat"]),
        ("kind=appointment", ["Coaching", "Lesson with whoever is free"]),
        ("category=movement", ["Tuesday flow"]),
        ("tag=yoga", ["Tuesday flow"]),
        ("q=LAKE", ["June retreat"]),
        ("q=coaching&kind=retreat", []),
        ("kind=nonsense", []),
        ("page=nonsense", ["Coaching", "Lesson with whoever is free", "Tuesday flow", "Open circle", "June retreat"]),
    ],
)
def test_listing_narrows_down(visitor, query, found):
    answer = visitor.get(f"/offerings/?{query}")
    assert answer.status_code == 200
    assert names(answer) == found


def test_listing_says_how_to_go_on_when_nothing_matches(visitor):
    text = visitor.get("/offerings/?q=zeppelin").content.decode()
    assert text.count("Nothing matches these filters") == 1
    assert text.count('<a class="button button--quiet" href="/offerings/">Show all offerings</a>') == 1


def test_listing_keeps_the_filters_over_its_pages(visitor, add_offerings):
    add_offerings(13)
    first = visitor.get("/offerings/?kind=event")
    assert len(names(first)) == 12
    assert first.content.decode().count('href="?kind=event&amp;page=2"') == 1
    assert len(names(visitor.get("/offerings/?kind=event&page=2"))) == 2


def test_card_tells_price_and_next_date(visitor):
    card = next(card for card in visitor.get("/offerings/").context["cards"] if card.name == "Tuesday flow")
    assert (card.url, card.price_label, card.next_label, card.facilitators) == (
        "/offerings/tuesday-flow/",
        "CHF 28.00",
        "Next: Tue 5 Jan, 18:00",
        ["Ben Lind"],
    )


def count_queries(visitor, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/", "/offerings/", "/schedule/", "/people/ben-lind/"])
def test_number_of_queries_does_not_grow(visitor, add_offerings, path):
    visitor.get(path)
    few = count_queries(visitor, path)
    add_offerings(30)
    visitor.get(path)
    assert count_queries(visitor, path) == few
