"""One class per address. A view reads strictly, calls one service or selectors, and shows plainly."""
