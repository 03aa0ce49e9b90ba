from django.urls import path

from booking.pages import feeds, views

urlpatterns = [
    path("brand.css", views.show_brand, name="brand"),
    path("sitemap.xml", views.show_sitemap, name="sitemap"),
    path("schedule.ics", feeds.show_schedule_feed, name="schedule_feed"),
    path("schedule/<slug:slug>.ics", feeds.show_offering_feed, name="offering_feed"),
    path("robots.txt", views.show_robots, name="robots"),
]
