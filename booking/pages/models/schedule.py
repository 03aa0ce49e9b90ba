from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from booking.core.changes import Reads, reads_places
from booking.offerings.selectors import dated_offerings
from booking.pages.models.base import SitePage
from booking.pages.presentation.week import week_of


class SchedulePage(SitePage):
    """The week: every public session of seven days, with the weeks before and after."""

    intro = RichTextField(
        blank=True, features=["bold", "italic", "link"], help_text="A sentence or two above the week."
    )

    template = "pages/schedule_page.html"
    subpage_types = []
    page_description = "Shows the sessions of a week, day by day"
    content_panels = [*SitePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = "schedule"

    def reads(self) -> Reads:
        return reads_places(dated_offerings().values_list("pk", flat=True))

    def add_context(self, context: dict, *, request: HttpRequest) -> None:
        context["week"] = week_of(request.GET.get("week", ""), request=request, now=context["now"])
