"""Lists and reports of Wagtail's whose filters would name people, workflows and tags of other studios."""

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from django_filters import ModelChoiceFilter
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import FilteredModelChoiceFilter
from wagtail.admin.views.reports.audit_logging import (
    LogEntriesView,
    SiteHistoryReportFilterSet,
    get_users_for_filter,
)
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet, LockedPagesView
from wagtail.admin.views.reports.workflows import (
    WorkflowReportFilterSet,
    WorkflowTasksReportFilterSet,
    WorkflowTasksView,
    WorkflowView,
    get_editable_page_ids_query,
)
from wagtail.documents import get_document_model
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentsView
from wagtail.images import get_image_model
from wagtail.images.views.chooser import ImageChooserViewSet, ImageChooseView
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImagesView
from wagtail.models import Task, Workflow

from booking.core.limits import declares
from booking.pages.page_listing import colleagues
from booking.pages.reach import tags_within_reach

MOST_TAGS = 10


def own_workflows(request: HttpRequest) -> QuerySet[Workflow]:
    """Those that pages of the editor's have gone through; all for a superuser."""
    if request.user.is_superuser:
        return Workflow.objects.all()
    own = get_editable_page_ids_query(request)
    return Workflow.objects.filter(workflow_states__object_id__in=own).distinct()


def own_tasks(request: HttpRequest) -> QuerySet[Task]:
    return Task.objects.filter(workflow_tasks__workflow__in=own_workflows(request).values("pk")).distinct()


class OwnLockedPagesFilterSet(LockedPagesReportFilterSet):
    locked_by = ModelChoiceFilter(empty_label="", field_name="locked_by", queryset=colleagues)


class OwnWorkflowsFilterSet(WorkflowReportFilterSet):
    workflow = ModelChoiceFilter(queryset=own_workflows)
    requested_by = ModelChoiceFilter(field_name="requested_by", queryset=colleagues)


class OwnTasksFilterSet(WorkflowTasksReportFilterSet):
    workflow = ModelChoiceFilter(field_name="workflow_state__workflow", queryset=own_workflows)
    task = FilteredModelChoiceFilter(queryset=own_tasks, filter_field="id_workflow", filter_accessor="workflows")


class OwnHistoryFilterSet(SiteHistoryReportFilterSet):
    def get_users_queryset(self) -> QuerySet:
        """Who left a trace on the editor's own pages, and works there."""
        return get_users_for_filter(self.request.user).filter(pk__in=colleagues(self.request).values("pk"))


class OwnTags:
    """Mixed into a filter set of files: the tags to choose from are those on the editor's own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "tag" in self.filters:
            tags = tags_within_reach(self.request.user, models=[self._meta.model]).order_by("name")
            self.filters["tag"].extra["choices"] = [(tag.name, tag.name) for tag in tags[:MOST_TAGS]]


class OwnImagesFilterSet(OwnTags, ImagesFilterSet):
    pass


class OwnDocumentsFilterSet(OwnTags, DocumentsFilterSet):
    pass


class OwnImageChooseView(ImageChooseView):
    def get_context_data(self, **kwargs) -> dict:
        tags = tags_within_reach(self.request.user, models=[self.model]).order_by("name")
        return {**super().get_context_data(**kwargs), "popular_tags": tags[:MOST_TAGS]}


class OwnImageChooserViewSet(ImageChooserViewSet):
    choose_view_class = OwnImageChooseView


@require_safe
def complete_tag(request: HttpRequest) -> JsonResponse:
    """Tags that begin like this, of those on the editor's own pictures and documents."""
    term = request.GET.get("term", "")
    tags = tags_within_reach(request.user, models=[get_image_model(), get_document_model()])
    names = tags.filter(name__istartswith=term).order_by("name").values_list("name", flat=True)
    return JsonResponse(list(names[:MOST_TAGS]) if term else [], safe=False)


_LISTS = {
    "reports/locked": (LockedPagesView, OwnLockedPagesFilterSet),
    "reports/workflow": (WorkflowView, OwnWorkflowsFilterSet),
    "reports/workflow_tasks": (WorkflowTasksView, OwnTasksFilterSet),
    "reports/site-history": (LogEntriesView, OwnHistoryFilterSet),
    "images": (ImagesView, OwnImagesFilterSet),
    "documents": (DocumentsView, OwnDocumentsFilterSet),
}
_chooser = OwnImageChooserViewSet("wagtailimages_chooser", model=get_image_model(), url_prefix="images/chooser")

app_name = "own_listings"
urlpatterns = [
    path(address, declares(actor="staff", scope="pages:edit", rate_class="read")(require_admin_access(view)), name=name)
    for address, view, name in (
        ("images/chooser/", _chooser.choose_view, "choose_image"),
        ("tag-autocomplete/", complete_tag, "complete_tag"),
        *(
            (f"{folder}/{tail}", view.as_view(filterset_class=filters, results_only=bool(tail)), f"{folder}/{tail}")
            for folder, (view, filters) in _LISTS.items()
            for tail in ("", "results/")
        ),
    )
]
