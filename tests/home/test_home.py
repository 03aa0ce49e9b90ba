from django.core.files.base import ContentFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from booking.studios.services import load_studio
from home.models import HomePage
from home.services.seed import seed_home
from tests.conftest import HARBOUR

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200"/></svg>'


def test_home_page_answers_on_every_host_of_the_studio(studio):
    for host in ("localhost", "harbour.localhost"):
        answer = Client(headers={"host": host}).get("/")
        assert answer.status_code == 200
        assert answer.content.decode().count('<h1 class="hero__title">Time for yourself by the water</h1>') == 1


def test_home_page_features_the_catalogue(studio):
    answer = Client(headers={"host": "harbour.localhost"}).get("/")
    assert [card.name for card in answer.context["cards"]] == [
        "Coaching",
        "Lesson with whoever is free",
        "Tuesday flow",
        "Open circle",
        "June retreat",
    ]


def test_loading_again_changes_no_site_and_no_page(studio, now):
    sites = list(Site.objects.order_by("pk").values())
    pages = list(Page.objects.order_by("path").values("pk", "title", "url_path", "last_published_at"))
    load_studio(HARBOUR.read_bytes(), base=HARBOUR.parent, now=now)
    assert list(Site.objects.order_by("pk").values()) == sites
    assert list(Page.objects.order_by("path").values("pk", "title", "url_path", "last_published_at")) == pages


def test_first_studio_takes_over_the_installation(studio):
    home = HomePage.objects.get(organization=studio)
    sites = {site.hostname: (site.root_page_id, site.is_default_site) for site in Site.objects.all()}
    assert sites == {"localhost": (home.pk, True), "harbour.localhost": (home.pk, False)}
    assert list(Page.objects.filter(depth=2)) == [home.page_ptr]


def test_navigation_shows_where_the_visitor_is(studio):
    answer = Client(headers={"host": "harbour.localhost"}).get("/schedule/")
    shown = [(item.title, item.url, item.is_current) for item in answer.context["navigation"]]
    assert shown == [
        ("Offerings", "/offerings/", False),
        ("Schedule", "/schedule/", True),
        ("People", "/people/", False),
    ]


def test_home_page_takes_over_the_picture_of_the_studio_once(studio, now):
    studio.picture_alt = "A lake in the morning"
    studio.picture.save("lake.svg", ContentFile(SVG))
    for _ in range(2):
        home = seed_home(studio, now=now)
    assert (home.picture.width, home.picture.height, home.picture_alt) == (320, 200, "A lake in the morning")
    assert get_image_model().objects.filter(collection__name="harbour").count() == 1
