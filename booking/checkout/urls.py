from django.urls import path

from booking.checkout import views

app_name = "checkout"

urlpatterns = [
    path("<slug:slug>/", views.choose, name="choose"),
    path("<slug:slug>/times/", views.times, name="times"),
    path("<slug:slug>/details/", views.details, name="details"),
    path("<slug:slug>/summary/<str:token>/", views.summary, name="summary"),
]
