"""Whose requests count together, with no proxy, one, and two."""

import pytest

from booking.core.limits.addresses import client_address


def address(settings, *, proxies: int, direct: str, forwarded: str | None = None) -> str:
    settings.TRUSTED_PROXIES = proxies
    return client_address({"REMOTE_ADDR": direct} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))


@pytest.mark.parametrize("forwarded", [None, "1.2.3.4", "1.2.3.4, 5.6.7.8", "nonsense", ",,,", "::1"])
def test_without_a_proxy_forwarded_headers_change_nothing(settings, forwarded):
    assert address(settings, proxies=0, direct="203.0.113.9", forwarded=forwarded) == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6,198.51.100.7:4711", "198.51.100.7"),
        (1, None, "10.0.0.1"),
        (1, "6.6.6.6, unknown", "10.0.0.1"),
        (2, "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (2, None, "10.0.0.1"),
    ],
)
def test_proxies_are_trusted_by_count(settings, proxies, forwarded, expected):
    assert address(settings, proxies=proxies, direct="10.0.0.1", forwarded=forwarded) == expected


@pytest.mark.parametrize(
    ("direct", "expected"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_counts_as_one(settings, direct, expected):
    assert address(settings, proxies=0, direct=direct) == expected
