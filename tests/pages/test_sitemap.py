import xml.etree.ElementTree as ElementTree

from booking.people.models import Instructor

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(visitor) -> list[str]:
    root = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    return [element.text for element in root.findall("s:url/s:loc", NAMESPACE)]


def test_sitemap_names_public_pages_only(visitor):
    Instructor.objects.filter(slug="ben-lind").update(is_active=False)
    host = "http://harbour.localhost"
    assert addresses(visitor) == [
        f"{host}/",
        f"{host}/offerings/",
        f"{host}/offerings/coaching/",
        f"{host}/offerings/lesson/",
        f"{host}/offerings/tuesday-flow/",
        f"{host}/offerings/open-circle/",
        f"{host}/offerings/june-retreat/",
        f"{host}/schedule/",
        f"{host}/people/",
        f"{host}/people/ana-keller/",
    ]


def test_robots_lead_to_the_sitemap_and_keep_out_of_the_till(visitor):
    answer = visitor.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /book/",
        "Disallow: /booking/",
        "Disallow: /api/",
        "",
        "Sitemap: http://harbour.localhost/sitemap.xml",
    ]
