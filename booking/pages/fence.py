"""The fence around Wagtail's admin: an address leads an editor to their own studio's objects, or to nothing at all.

Wagtail asks for permission view by view and differently each time; some views name what they refuse to open. So every
id of an address is looked up here first, and what is somebody else's gets the answer of what is not there (HARDENING
H11). What is not listed below is for those who run the installation.
"""

from contextlib import nullcontext

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import page_not_found
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, TaskState

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.pages.addressed import Named, named_objects
from booking.pages.forms import organization_of
from booking.pages.presentation.addresses import site_root
from booking.pages.reach import reaches

ADMIN = "/admin/"
ROOMS_OF_EDITORS = {
    "backoffice",
    "own_listings",
    "wagtailadmin_api",
    "wagtailadmin_editing_sessions",
    "wagtailadmin_pages",
    "wagtailadmin_reports",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailembeds",
    "wagtailimages",
    "wagtailimages_chooser",
}
VIEWS_OF_EDITORS = {
    "wagtail_bulk_action",
    "wagtailadmin_account",
    "wagtailadmin_block_preview",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_dismissibles",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_explore_root",
    "wagtailadmin_home",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_sprite",
}
OVER_ALL_STUDIOS = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}


class FenceMiddleware:
    """Stands behind the middleware that knows the user and the host's organization."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if settings.UNSAFE_WITHOUT_PROTECTION:
            return self.get_response(request)
        if not request.path_info.startswith(ADMIN):
            _check_public(request, match)
            return self.get_response(request)
        # Wagtail sends everybody else to the login page.
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return self.get_response(request)
        return self._answer_editor(request, match)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Wagtail's editor trusts that its own scripts filled in the form."""
        if isinstance(error, MultiValueDictKeyError) and request.path_info.startswith(ADMIN):
            return HttpResponseBadRequest("The form is incomplete.", content_type="text/plain; charset=utf-8")
        return None

    def _answer_editor(self, request: HttpRequest, match: ResolverMatch) -> HttpResponse:
        try:
            named = list(named_objects(request, match))
            if not request.user.is_superuser:
                _check_editor(request, match, named=named)
        except Http404:
            return page_not_found(request, None, template_name="wagtailadmin/404.html")
        with _acting_for_page(named):
            return self.get_response(request)


def _check_editor(request: HttpRequest, match: ResolverMatch, *, named: list[Named]) -> None:
    is_open = match.view_name in VIEWS_OF_EDITORS or match.namespace.split(":")[0] in ROOMS_OF_EDITORS
    if not is_open or match.view_name in OVER_ALL_STUDIOS:
        raise Http404
    for model in {model for model, _ in named}:
        ids = [key for kind, key in named if kind is model]
        try:
            if not reaches(request.user, model=model, ids=ids):
                raise Http404
        except LookupError:
            raise Http404 from None
    _check_step(match.kwargs)


def _check_step(kwargs: dict[str, object]) -> None:
    """A step of a workflow is looked up together with the page it is about."""
    steps = TaskState.objects.filter(workflow_state__object_id=str(kwargs.get("page_id")))
    for name, field in (("task_state_id", "pk"), ("task_id", "task")):
        if name in kwargs and not steps.filter(**{field: kwargs[name]}).exists():
            raise Http404


def _acting_for_page(named: list[Named]):
    """Whoever edits a page works for the organization whose site it stands in, whatever host they came by."""
    page = Page.objects.filter(pk__in=[key for model, key in named if model is Page]).first()
    organization = organization_of(page) if page else None
    return acting_for(organization) if organization else nullcontext()


def _check_public(request: HttpRequest, match: ResolverMatch) -> None:
    """Raises Http404 for a document, or the password of a page or collection, that belongs to another host's studio."""
    if match.view_name == "wagtaildocs_serve":
        collections = Collection.objects.filter(pk__in=_column(get_document_model(), match.args[0], "collection"))
    elif match.view_name == "wagtaildocs_authenticate_with_password":
        restriction = match.kwargs["restriction_id"]
        collections = Collection.objects.filter(pk__in=_column(CollectionViewRestriction, restriction, "collection"))
    elif match.view_name == "wagtailcore_authenticate_with_password":
        root = site_root(request)
        page = Page.objects.filter(pk=match.kwargs["page_id"])
        if root is None or not page.descendant_of(root, inclusive=True).exists():
            raise Http404
        return
    else:
        return
    collection = collections.first()
    if collection is None or _is_of_another(collection, organization=request.organization):
        raise Http404


def _column(model: type, key: object, column: str):
    return model.objects.filter(pk=key).values(column)


def _is_of_another(collection: Collection, *, organization: Organization | None) -> bool:
    """Whether it is, or lies in, the own collection of another studio (see `services.permissions.collection_of`)."""
    top = collection.get_ancestors(inclusive=True).filter(depth=2).first()
    own = organization.pk if organization else None
    return top is not None and Organization.objects.filter(slug=top.name).exclude(pk=own).exists()
