"""Everything that is measured, in order."""

from types import ModuleType

from tests.bench import (
    bank,
    booking,
    feed,
    growth,
    guest,
    invoice,
    landing,
    migrate,
    mixed,
    opening,
    paid,
    quotes,
    rush,
    series,
    slots,
    slots_function,
    start,
)

_IN_ORDER = (
    slots_function,
    migrate,
    start,
    booking,
    guest,
    quotes,
    paid,
    rush,
    opening,
    slots,
    landing,
    series,
    feed,
    invoice,
    growth,
    bank,
    mixed,
)

SCRIPTS: dict[str, ModuleType] = {module.__name__.rpartition(".")[2]: module for module in _IN_ORDER}
