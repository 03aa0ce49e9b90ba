"""All routes of the installation, as the resolver knows them."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver


def all_routes() -> list[str]:
    """Every route once, by what the URL configuration says from its root on."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(entries: list, prefix: str) -> Iterator[str]:
    for entry in entries:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from _walk(entry.url_patterns, pattern)
