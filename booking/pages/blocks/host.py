from wagtail import blocks

from booking.core.markup import render_markdown
from booking.pages.blocks.section import LiveSection
from booking.pages.presentation.addresses import profile_paths, site_root
from booking.pages.presentation.facts import Landing
from booking.pages.presentation.pictures import picture_of


class HostBlock(LiveSection):
    """Who holds it, with pictures and words from their profiles."""

    heading = blocks.CharBlock(required=False, max_length=120, help_text="Empty: Your host, or Your hosts.")

    def live_context(self, landing: Landing, *, context: dict) -> dict:
        people = landing.facilitators
        paths = profile_paths(people, root=site_root(context["request"]))
        hosts = [
            {
                "name": person.name,
                "job_title": person.job_title,
                "bio": render_markdown(person.bio),
                "specializations": person.specializations,
                "picture": picture_of(person.photo, height_share=1.0),
                "url": paths.get(person.pk, ""),
            }
            for person in people
        ]
        return {"hosts": hosts}

    class Meta:
        icon = "user"
        label = "Hosts"
        template = "pages/blocks/host.html"
        description = "The people who hold this offering, always as their profiles say."
        preview_value = {"heading": ""}
