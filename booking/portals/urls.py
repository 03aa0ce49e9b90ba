from django.urls import path

from booking.portals import moving, views

app_name = "portals"

urlpatterns = [
    path("<str:reference>/", views.manage, name="manage"),
    path("<str:reference>/done/", views.done, name="done"),
    path("<str:reference>/cancel/", views.cancel, name="cancel"),
    path("<str:reference>/reschedule/", moving.reschedule, name="reschedule"),
    path("<str:reference>/calendar.ics", views.calendar, name="calendar"),
]
