"""Meetings in time: series, the sessions they produce over a rolling horizon, places, rooms and capacity."""
