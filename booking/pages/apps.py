from django.apps import AppConfig

from booking.core.changes.tables import OF_ALL, watch


class PagesConfig(AppConfig):
    name = "booking.pages"
    label = "pages"

    def ready(self):
        from wagtail.documents import get_document_model  # noqa: PLC0415  (models must be loaded first)
        from wagtail.images import get_image_model  # noqa: PLC0415
        from wagtail.models import Page, PageViewRestriction, Site, get_page_models  # noqa: PLC0415

        image = get_image_model()
        # Pages, sites and files know no organization: what changes there changes for all.
        for model in (*get_page_models(), image, image.get_rendition_model(), get_document_model()):
            watch(model, key=OF_ALL)
        for model in (Page, PageViewRestriction, Site):
            watch(model, key=OF_ALL)
