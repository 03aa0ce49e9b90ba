from django.urls import path, re_path

from booking.api.views.agenda import AgendaView, EventsView
from booking.api.views.attendance import CheckInView, ExcuseView, NoShowView, RosterView, TakeBackView
from booking.api.views.blackouts import BlackoutsView, GiveBackView
from booking.api.views.bookings import BookingsView, BookingView, QuotesView
from booking.api.views.changes import CancelView, NextView, RescheduleView
from booking.api.views.connections import (
    AcceptConnectionView,
    ConnectionsView,
    ConnectView,
    DeclineConnectionView,
    PreferConnectionView,
)
from booking.api.views.credits import CreditsView
from booking.api.views.fees import WaiveView
from booking.api.views.hand_over import HandOverView
from booking.api.views.members import (
    AllowCreatingView,
    ForbidCreatingView,
    LendRightsView,
    MembersView,
    TakeRightsView,
)
from booking.api.views.notes import NotesView
from booking.api.views.offerings import OfferingsView, OfferingView, SessionsView, SlotsView
from booking.api.views.papers import OrderView, PaperView
from booking.api.views.people import CalendarView, InstructorsView, InstructorView
from booking.api.views.reference import DocsView, SchemaView, UnknownRouteView
from booking.api.views.requests import (
    AcceptView,
    AnswerView,
    ApproveView,
    AskView,
    DeclineTimesView,
    DeclineView,
    ProposeView,
    RequestsView,
)
from booking.api.views.sessions import (
    CallOffDatesView,
    DatesCapacityView,
    GuaranteeDateView,
    MoveDatesView,
    OverflowView,
    RestaffDatesView,
)
from booking.api.views.why import WhyView

app_name = "api"

urlpatterns = [
    path("v1/offerings/", OfferingsView.as_view(), name="offerings"),
    path("v1/offerings/<slug:slug>/", OfferingView.as_view(), name="offering"),
    path("v1/offerings/<slug:slug>/slots/", SlotsView.as_view(), name="slots"),
    path("v1/offerings/<slug:slug>/sessions/", SessionsView.as_view(), name="sessions"),
    path("v1/offerings/<slug:slug>/why/", WhyView.as_view(), name="why"),
    path("v1/offerings/<slug:slug>/hand-over/", HandOverView.as_view(), name="hand_over"),
    path("v1/instructors/", InstructorsView.as_view(), name="instructors"),
    path("v1/instructors/<slug:slug>/", InstructorView.as_view(), name="instructor"),
    path("v1/instructors/<slug:slug>/calendar/", CalendarView.as_view(), name="calendar"),
    path("v1/instructors/<slug:slug>/connect/", ConnectView.as_view(), name="connect"),
    path("v1/instructors/<slug:slug>/blackouts/", BlackoutsView.as_view(), name="blackouts"),
    path("v1/instructors/<slug:slug>/blackouts/give-back/", GiveBackView.as_view(), name="give_back"),
    path("v1/credits/", CreditsView.as_view(), name="credits"),
    path("v1/connections/", ConnectionsView.as_view(), name="connections"),
    path("v1/connections/<slug:reference>/accept/", AcceptConnectionView.as_view(), name="accept_connection"),
    path("v1/connections/<slug:reference>/vip/", PreferConnectionView.as_view(), name="prefer_connection"),
    path("v1/connections/<slug:reference>/decline/", DeclineConnectionView.as_view(), name="decline_connection"),
    path("v1/members/", MembersView.as_view(), name="members"),
    path("v1/members/<slug:reference>/lend-rights/", LendRightsView.as_view(), name="lend_rights"),
    path("v1/members/<slug:reference>/take-rights/", TakeRightsView.as_view(), name="take_rights"),
    path("v1/members/<slug:reference>/allow-creating/", AllowCreatingView.as_view(), name="allow_creating"),
    path("v1/members/<slug:reference>/forbid-creating/", ForbidCreatingView.as_view(), name="forbid_creating"),
    path("v1/quotes/", QuotesView.as_view(), name="quotes"),
    path("v1/bookings/", BookingsView.as_view(), name="bookings"),
    path("v1/bookings/<slug:reference>/", BookingView.as_view(), name="booking"),
    path("v1/bookings/<slug:reference>/order/", OrderView.as_view(), name="order"),
    path("v1/bookings/<slug:reference>/papers/<slug:number>/", PaperView.as_view(), name="paper"),
    path("v1/bookings/<slug:reference>/cancel/", CancelView.as_view(), name="cancel"),
    path("v1/bookings/<slug:reference>/check-in/", CheckInView.as_view(), name="check_in"),
    path("v1/bookings/<slug:reference>/no-show/", NoShowView.as_view(), name="no_show"),
    path("v1/bookings/<slug:reference>/waive/", WaiveView.as_view(), name="waive"),
    path("v1/bookings/<slug:reference>/excuse/", ExcuseView.as_view(), name="excuse"),
    path("v1/bookings/<slug:reference>/take-back/", TakeBackView.as_view(), name="take_back"),
    path("v1/sessions/<slug:reference>/roster/", RosterView.as_view(), name="roster"),
    path("v1/sessions/<slug:reference>/move/", MoveDatesView.as_view(), name="move_session"),
    path("v1/sessions/<slug:reference>/call-off/", CallOffDatesView.as_view(), name="call_off_session"),
    path("v1/sessions/<slug:reference>/guarantee/", GuaranteeDateView.as_view(), name="guarantee_session"),
    path("v1/sessions/<slug:reference>/overflow/", OverflowView.as_view(), name="session_overflow"),
    path("v1/sessions/<slug:reference>/restaff/", RestaffDatesView.as_view(), name="restaff_session"),
    path("v1/sessions/<slug:reference>/capacity/", DatesCapacityView.as_view(), name="session_capacity"),
    path("v1/bookings/<slug:reference>/notes/", NotesView.as_view(), name="notes"),
    path("v1/bookings/<slug:reference>/next/", NextView.as_view(), name="next"),
    path("v1/bookings/<slug:reference>/reschedule/", RescheduleView.as_view(), name="reschedule"),
    path("v1/bookings/<slug:reference>/approve/", ApproveView.as_view(), name="approve"),
    path("v1/bookings/<slug:reference>/decline/", DeclineView.as_view(), name="decline"),
    path("v1/bookings/<slug:reference>/propose/", ProposeView.as_view(), name="propose"),
    path("v1/bookings/<slug:reference>/accept/", AcceptView.as_view(), name="accept"),
    path("v1/bookings/<slug:reference>/decline-times/", DeclineTimesView.as_view(), name="decline_times"),
    path("v1/bookings/<slug:reference>/ask/", AskView.as_view(), name="ask"),
    path("v1/bookings/<slug:reference>/answer/", AnswerView.as_view(), name="answer"),
    path("v1/agenda/", AgendaView.as_view(), name="agenda"),
    path("v1/events/", EventsView.as_view(), name="events"),
    path("v1/requests/", RequestsView.as_view(), name="requests"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    re_path(r"", UnknownRouteView.as_view()),
]
