import json
import re

from booking.offerings.models import Offering
from booking.pages.services.seed import seed_pages


def graph(visitor, path: str) -> list[dict]:
    text = visitor.get(path).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    document = json.loads(found)
    assert document["@context"] == "https://schema.org"
    return document["@graph"]


def test_class_is_told_as_its_next_events(visitor):
    things = graph(visitor, "/offerings/tuesday-flow/")
    assert [thing["@type"] for thing in things] == ["Event"] * 10
    first = things[0]
    assert first["startDate"] == "2027-01-05T17:00:00Z"
    assert first["location"]["name"] == "Harbour hall"
    assert first["offers"] == [
        {
            "@type": "Offer",
            "name": "Drop-in",
            "price": "28.00",
            "priceCurrency": "CHF",
            "availability": "https://schema.org/InStock",
            "url": "http://harbour.localhost/offerings/tuesday-flow/",
        }
    ]


def test_retreat_is_told_as_one_event_of_five_days(visitor):
    (event,) = graph(visitor, "/offerings/june-retreat/")
    assert (event["startDate"], event["endDate"]) == ("2027-06-10T05:00:00Z", "2027-06-14T18:30:00Z")


def test_appointment_is_told_as_a_service(visitor):
    (service,) = graph(visitor, "/offerings/coaching/")
    assert service["@type"] == "Service"
    assert [offer["price"] for offer in service["offers"]] == ["120.00", "440.00"]


def test_course_is_told_with_its_run(visitor):
    Offering.objects.filter(slug="tuesday-flow").update(kind="course")
    (course,) = graph(visitor, "/offerings/tuesday-flow/")
    assert course["@type"] == "Course"
    assert course["hasCourseInstance"]["startDate"] == "2027-01-05T17:00:00Z"


def test_person_is_told(visitor):
    (person,) = graph(visitor, "/people/ana-keller/")
    assert (person["name"], person["jobTitle"], person["knowsAbout"]) == ("Ana Keller", "Coach", ["coaching"])


def test_questions_are_told_too(visitor, home, studio, now):
    questions = [{"question": "Who comes?", "answer": "People who are curious."}]
    Offering.objects.filter(slug="coaching").update(faq=questions)
    seed_pages(home, organization=studio, now=now)
    _, page = graph(visitor, "/offerings/coaching/")
    assert page == {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": "Who comes?",
                "acceptedAnswer": {"@type": "Answer", "text": "People who are curious."},
            }
        ],
    }


def test_names_cannot_leave_the_script(visitor):
    evil = "</script><script>alert(1)</script>"
    Offering.objects.filter(slug="coaching").update(name=evil)
    assert graph(visitor, "/offerings/coaching/")[0]["name"] == evil
    assert visitor.get("/offerings/coaching/").content.decode().count("<script>alert") == 0


def test_head_names_the_canonical_address(visitor):
    text = visitor.get("/offerings/coaching/?day=2027-01-05&timezone=Asia/Tokyo").content.decode()
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', text) == [
        "http://harbour.localhost/offerings/coaching/"
    ]
    assert re.findall(r'<meta property="og:title" content="([^"]+)">', text) == ["Coaching"]
