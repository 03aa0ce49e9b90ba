from django.urls import path

from booking.pages import views

urlpatterns = [
    path("brand.css", views.show_brand, name="brand"),
    path("sitemap.xml", views.show_sitemap, name="sitemap"),
    path("robots.txt", views.show_robots, name="robots"),
]
