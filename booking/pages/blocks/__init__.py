"""The blocks a page is made of: one file each, gathered in `body`."""

from booking.pages.blocks.body import LandingBody, StoryBody

__all__ = ["LandingBody", "StoryBody"]
