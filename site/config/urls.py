from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from booking.api.views.probes import HealthView, ReadinessView
from booking.pages.external_links import choose_external_link
from config.media import serve_media

handler400 = "booking.api.faults.answer_bad_request"
handler500 = "booking.api.faults.answer_fault"

urlpatterns = [
    # These stand before Wagtail's own, whose filters name what is other studios'.
    path("admin/", include("booking.pages.own_listings")),
    path("admin/choose-external-link/", choose_external_link, name="wagtailadmin_choose_page_external_link"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", serve_media),
    path("api/", include("booking.api.urls")),
    path("healthz", HealthView.as_view()),
    path("readyz", ReadinessView.as_view()),
    path("hooks/", include("booking.payments.urls")),
    path("book/", include("booking.checkout.urls")),
    path("booking/", include("booking.portals.urls")),
    path("", include("booking.pages.urls")),
    path("", include(wagtail_urls)),
]
