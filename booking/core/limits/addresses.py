"""Whose request it is, as far as an address can tell."""

import ipaddress
import re
from collections.abc import Mapping

from django.conf import settings

# Some proxies write the port behind the address.
_WITH_PORT = re.compile(r"^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$")
_NETWORK = 64


def client_address(meta: Mapping[str, str]) -> str:
    """The address that counts for limits; IPv6 by its /64, which is what one household gets.

    X-Forwarded-For is believed for as many entries as there are trusted proxies, counted from the right: everything
    further to the left may be written by the client itself.
    """
    direct = meta.get("REMOTE_ADDR", "")
    chain = [entry.strip() for entry in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    trusted = min(settings.TRUSTED_PROXIES, len(chain))
    return (_normal(chain[-trusted]) if trusted else "") or _normal(direct) or direct


def _normal(text: str) -> str:
    """The address in its one spelling; empty for what is none."""
    matched = _WITH_PORT.match(text)
    bare = (matched[1] or matched[2]) if matched else text
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _NETWORK), strict=False))
