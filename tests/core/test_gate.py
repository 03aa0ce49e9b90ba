import pytest

from booking.core.errors import Malformed
from booking.core.gate import check_text, check_value, fold_identity


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\x1b[0m", "a\x7f", "\uffff"])
def test_text_nobody_can_carry_is_refused(text):
    with pytest.raises(Malformed):
        check_text(text)


@pytest.mark.parametrize("text", ["Zürich", "tab\tline\r\n", "日本語", "👩‍🏫", "مرحبا"])
def test_text_of_any_script_passes(text):
    assert check_text(text) == text


def test_values_are_checked_to_the_bottom():
    with pytest.raises(Malformed):
        check_value({"a": [{"b": "x\x00"}]})
    with pytest.raises(Malformed):
        check_value({"a\x00": 1})


def test_deep_nesting_is_refused():
    value: object = 1
    for _ in range(22):
        value = [value]
    with pytest.raises(Malformed, match="20"):
        check_value(value)


def test_identities_compare_without_case_and_width():
    assert fold_identity(" Ａna@Example.COM ") == "ana@example.com"
