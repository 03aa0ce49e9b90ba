"""The admin shows an editor the pages, pictures and documents of their own organization only."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from booking.pages.media_listing import OwnDocumentsViewSet, OwnImagesViewSet
from booking.pages.page_listing import OwnPageViewSet

AFTER_WAGTAIL = 10


@hooks.register("construct_page_chooser_queryset")
def keep_to_own_pages(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Links lead to pages the editor may explore; a superuser's to all."""
    return pages & PagePermissionPolicy().explorable_instances(request.user)


@hooks.register("register_admin_viewset", order=AFTER_WAGTAIL)
def list_own_pages() -> OwnPageViewSet:
    return OwnPageViewSet()


@hooks.register("construct_admin_api", order=AFTER_WAGTAIL)
def list_own_media(router: WagtailAPIRouter) -> None:
    router.register_endpoint("images", OwnImagesViewSet)
    router.register_endpoint("documents", OwnDocumentsViewSet)


@hooks.register("construct_reports_menu")
def hide_reports_over_all_sites(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("insert_global_admin_js")
def start_choosers() -> SafeString:
    """What the widgets of templates/wagtailadmin/ need instead of a script in the page."""
    return format_html('<script src="{}" defer></script>', static("pages/admin.js"))
