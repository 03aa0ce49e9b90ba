import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

DEFAULT = {"booking": (60, 60), "search": (240, 60)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, DEFAULT),
        ("", DEFAULT),
        ("booking=5/10", {"booking": (5, 10), "search": (240, 60)}),
        ("*=1000/1, search=0/60", {"booking": (1000, 1), "search": (0, 60)}),
    ],
)
def test_limits_are_read(monkeypatch, text, expected):
    monkeypatch.delenv("ALMANAC_X", raising=False)
    if text is not None:
        monkeypatch.setenv("ALMANAC_X", text)
    assert environment.rates("ALMANAC_X", DEFAULT) == expected


@pytest.mark.parametrize(
    "text", ["booking", "booking=5", "booking=5/0", "booking=-1/60", "boking=5/60", "booking=5/60/1"]
)
def test_nonsense_stops_the_start(monkeypatch, text):
    monkeypatch.setenv("ALMANAC_X", text)
    with pytest.raises(ImproperlyConfigured):
        environment.rates("ALMANAC_X", DEFAULT)
