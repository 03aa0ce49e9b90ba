"""Pages without offerings: articles and contact (CMS-1)."""

import json
import re
from datetime import date

import pytest
from wagtail.models import Site

from booking.accounts.models import User
from home.models import ArticlePage, ContactPage, HomePage


@pytest.fixture
def home(studio, client) -> HomePage:
    client.defaults["HTTP_HOST"] = "harbour.localhost"
    return Site.objects.get(hostname="harbour.localhost").root_page.specific


def structured(answer) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', answer.content.decode(), re.S)
    return [json.loads(text) for text in found]


def test_an_article_shows_its_date_and_author(home, client):
    home.add_child(
        instance=ArticlePage(
            title="Cold water", slug="cold-water", written_on=date(2027, 1, 3), written_by="Ana", intro="Why."
        )
    )
    answer = client.get("/cold-water/")
    text = answer.content.decode()
    assert ("3 January 2027" in text, "by Ana" in text) == (True, True)
    assert "Article" in json.dumps(structured(answer))


def test_contact_names_mail_phone_and_places(home, client):
    home.add_child(instance=ContactPage(title="Contact", slug="contact"))
    text = client.get("/contact/").content.decode()
    for words in ("mailto:hello@harbour.example", "tel:+41440000000", "Harbour hall", "Tram 7 to Quai"):
        assert words in text


def test_owner_is_offered_both_below_the_home_page(home, client):
    client.force_login(User.objects.get(email="owner@harbour.example"))
    text = client.get(f"/admin/pages/{home.pk}/add_subpage/").content.decode()
    assert ("Article" in text, "Contact page" in text) == (True, True)
