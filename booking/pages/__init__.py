"""Wagtail page types and blocks that show offerings, people and schedules."""
