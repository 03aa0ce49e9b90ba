"""HARDENING H18: nobody's name or title makes a spreadsheet calculate."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.core.spreadsheets import write_csv


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_numbers_and_days_stay_what_they_are():
    content = write_csv(["Day", "Amount", "People"], [[date(2027, 1, 5), Decimal("-12.50"), 3]])
    assert content == b"\xef\xbb\xbfDay,Amount,People\r\n2027-01-05,-12.50,3\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+41 44", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1", '=HYPERLINK("x")'])
def test_text_that_would_calculate_is_defused(text):
    assert read(write_csv(["a"], [[text]]))[1] == [f"'{text}"]


@settings(max_examples=40)
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")), min_size=2, max_size=2)))
def test_no_cell_ever_begins_like_a_formula(rows):
    read_again = read(write_csv(["a", "b"], rows))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in read_again] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t")) for row in read_again for cell in row)
