from django.urls import path

from booking.checkout import settling, views

app_name = "checkout"

urlpatterns = [
    path("<slug:slug>/", views.choose, name="choose"),
    path("<slug:slug>/times/", views.times, name="times"),
    path("<slug:slug>/dates/", settling.dates, name="dates"),
    path("<slug:slug>/details/", views.details, name="details"),
    path("<slug:slug>/summary/<str:token>/", views.summary, name="summary"),
]
