from django.urls import path

from booking.portals import choosing, giving_up, moving, papers, paying, requests, views

app_name = "portals"

urlpatterns = [
    path("<str:reference>/", views.manage, name="manage"),
    path("<str:reference>/done/", views.done, name="done"),
    path("<str:reference>/pay/", paying.pay, name="pay"),
    path("<str:reference>/cancel/", views.cancel, name="cancel"),
    path("<str:reference>/give-up/", giving_up.give_up, name="give_up"),
    path("<str:reference>/next/", choosing.choose_next, name="next"),
    path("<str:reference>/reschedule/", moving.reschedule, name="reschedule"),
    path("<str:reference>/accept/", requests.accept, name="accept"),
    path("<str:reference>/decline-times/", requests.decline_times, name="decline_times"),
    path("<str:reference>/answer/", requests.answer, name="answer"),
    path("<str:reference>/propose/", requests.propose, name="propose"),
    path("<str:reference>/papers/<str:number>/", papers.download, name="paper"),
    path("<str:reference>/calendar.ics", views.calendar, name="calendar"),
    path("<str:reference>/bill.pdf", views.bill, name="bill"),
]
