"""Whatever can be loaded can be written and read again, in any script and currency."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.studios.schema import STUDIO, Context
from booking.studios.services import read_file
from booking.studios.writing import write_document
from tests.studios.studio_files import BASE

letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co"))
line = st.text(letters, min_size=1, max_size=120).map(lambda text: " ".join(text.split())).filter(bool)
prose = st.lists(line, min_size=1, max_size=4).map("\n\n".join)
minor = st.integers(0, 10**9)


@st.composite
def studios(draw) -> dict:
    """The values of a file with texts, amounts and times that nobody would think of."""
    _, values = read_file(BASE.encode())
    values = copy.deepcopy(values)
    values["organization"] |= {"name": draw(line), "about": draw(prose), "tagline": draw(line)}
    address = {"street": draw(line)[:70].strip(), "building": "1a", "postcode": "8002", "town": draw(line)[:35].strip()}
    values["organization"]["address"] = draw(st.sampled_from([None, address, address | {"street": "", "building": ""}]))
    values["organization"]["payment_terms_days"] = draw(st.integers(0, 365))
    values["organization"]["dunning"] = [
        {"days": -3, "fee": 0},
        {"days": draw(st.integers(1, 365)), "fee": draw(minor)},
    ]
    values["organization"]["grace_days"] = draw(st.sampled_from([None, 0, 14]))
    values["organization"]["bank"]["qr_iban"] = draw(st.sampled_from(["", "CH44 3199 9123 0008 8901 2"]))
    values["organization"]["currency"] = draw(st.sampled_from(["JPY", "CHF", "KWD"]))
    values["policies"]["standard"]["late_cancel_fee"] = draw(minor)
    values["people"][0]["profile"]["bio"] = draw(prose)
    lesson, flow = values["offerings"]
    lesson |= {"name": draw(line), "description": draw(prose), "faq": [{"question": draw(line), "answer": draw(prose)}]}
    lesson["tags"] = draw(st.lists(line.map(lambda text: text[:60].strip()).filter(bool), unique=True, max_size=3))
    lesson["variants"][0]["price"] = draw(minor)
    flow["participant_types"] = {draw(st.sampled_from(["on", "Gäste", "客"])): 3}
    flow["outcomes"] = draw(st.lists(line, max_size=3))
    return values


@settings(deadline=None, max_examples=150)
@given(values=studios())
def test_written_values_are_read_again(values):
    text = write_document(STUDIO.write(values, context=Context()))
    _, again = read_file(text.encode())
    assert again == values


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Ana Keller", "Ana Keller"),
        ("yes", '"yes"'),
        ("18:00", '"18:00"'),
        ("NO", '"NO"'),
        ("2027-01-05", '"2027-01-05"'),
        ("#2f5d62", '"#2f5d62"'),
        ("ana@quay.example", "ana@quay.example"),
    ],
)
def test_text_is_quoted_where_it_could_be_misread(value, written):
    assert write_document({"people": [{"name": value}]}) == f"people:\n  - {{name: {written}}}\n"


def test_document_has_room_between_long_entries_only():
    places = [{"slug": "a"}, {"slug": "b"}]
    offerings = [{"slug": "a", "summary": "x" * 60}, {"slug": "b", "text": "one\ntwo"}]
    assert write_document({"studio": 1, "places": places, "offerings": offerings}).splitlines() == [
        "studio: 1",
        "",
        "places:",
        "  - {slug: a}",
        "  - {slug: b}",
        "",
        "offerings:",
        "  - {slug: a, summary: " + "x" * 60 + "}",
        "",
        "  - slug: b",
        "    text: |-",
        "      one",
        "      two",
    ]
