"""Instructor profiles and customer profiles: the people an organization knows by what they offer or book."""
