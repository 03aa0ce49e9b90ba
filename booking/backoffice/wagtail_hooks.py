from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from booking.accounts.authority import staff_of

# Before Wagtail's own pages: the desk is what staff come for.
_FIRST = 10


class DeskMenuItem(SubmenuMenuItem):
    """Shown to those who work for the host's organization."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.organization is not None and staff_of(request.user) is not None


class ManagersMenuItem(MenuItem):
    """Shown to owners and admins of the host's organization."""

    def is_shown(self, request: HttpRequest) -> bool:
        staff = staff_of(request.user) if request.organization is not None else None
        return staff is not None and staff.is_manager


class DeskMenu(Menu):
    @cached_property
    def registered_menu_items(self) -> list[MenuItem]:
        return [
            MenuItem(_("Agenda"), reverse("backoffice:agenda"), name="desk-agenda", icon_name="calendar-alt", order=10),
            MenuItem(_("Free times"), reverse("backoffice:why_offerings"), name="desk-why", icon_name="time", order=60),
            *super().registered_menu_items,
        ]


desk_menu = DeskMenu(register_hook_name="register_desk_menu_item")


@hooks.register("register_admin_urls")
def add_desk() -> list[URLResolver]:
    return [path("studio/", include("booking.backoffice.urls"))]


@hooks.register("register_admin_menu_item")
def add_desk_menu() -> MenuItem:
    return DeskMenuItem(_("Studio"), desk_menu, name="desk", icon_name="calendar-alt", order=_FIRST)


@hooks.register("register_desk_menu_item")
def add_booking_menu() -> MenuItem:
    return MenuItem(
        _("Book for somebody"), reverse("backoffice:book_what"), name="desk-book", icon_name="plus", order=15
    )


@hooks.register("register_desk_menu_item")
def add_time_off_menu() -> MenuItem:
    address = reverse("backoffice:time_off_people")
    return MenuItem(_("Time off"), address, name="desk-time-off", icon_name="calendar-check", order=40)


@hooks.register("register_desk_menu_item")
def add_connections_menu() -> MenuItem:
    address = reverse("backoffice:connections")
    return MenuItem(_("Connections"), address, name="desk-connections", icon_name="group", order=50)


@hooks.register("register_desk_menu_item")
def add_requests_menu() -> MenuItem:
    return MenuItem(_("Requests"), reverse("backoffice:requests"), name="desk-requests", icon_name="mail", order=20)


@hooks.register("register_desk_menu_item")
def add_bank_menu() -> MenuItem:
    return ManagersMenuItem(_("Bank"), reverse("backoffice:bank"), name="desk-bank", icon_name="doc-full", order=45)


@hooks.register("register_desk_menu_item")
def add_journal_menu() -> MenuItem:
    return ManagersMenuItem(
        _("Journal"), reverse("backoffice:journal"), name="desk-journal", icon_name="list-ol", order=48
    )


@hooks.register("register_desk_menu_item")
def add_earnings_menu() -> MenuItem:
    return MenuItem(_("Earnings"), reverse("backoffice:earnings"), name="desk-earnings", icon_name="decimal", order=70)


@hooks.register("register_desk_menu_item")
def add_revenue_menu() -> MenuItem:
    return MenuItem(_("Revenue"), reverse("backoffice:revenue"), name="desk-revenue", icon_name="order", order=80)


@hooks.register("register_desk_menu_item")
def add_payments_menu() -> MenuItem:
    address = reverse("backoffice:payments")
    return ManagersMenuItem(_("Online payments"), address, name="desk-payments", icon_name="key", order=70)
