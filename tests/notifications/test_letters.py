from datetime import timedelta

import pytest

from booking.accounts.models import Domain
from booking.core.tenancy import acting_for_everyone
from booking.notifications.letters import write_letter
from booking.notifications.links import absolute_url
from booking.notifications.models import Message
from booking.notifications.times import describe_start, describe_time, describe_time_elsewhere
from tests.notifications.bookings import FIRST, NOW, make_studio
from tests.notifications.postcards import Postcard


def card(**fields) -> Message:
    values = {"kind": "postcard", "effect": "one", "recipient": "ada@customers.example", "subject_id": 7}
    return Message.objects.create(**{**values, "language": "en", "due_at": NOW, "created_at": NOW, **fields})


def test_plain_text_is_not_escaped_and_html_is(lumen, postcard):
    letter = write_letter(card(), kind=Postcard())

    assert letter.subject == 'Postcard 7: Tom & "Ada" <greet> you'
    assert letter.text == 'Tom & "Ada" <greet> you\n\nFrom Studio Lumen\n'
    assert letter.html == '<html lang="en"><p>Tom &amp; &quot;Ada&quot; &lt;greet&gt; you</p></html>\n'


@pytest.mark.parametrize("language", ["de", "xx", "en-GB", ""])
def test_language_without_texts_falls_back_as_a_whole(lumen, postcard, language):
    assert write_letter(card(language=language), kind=Postcard()).html[:16] == '<html lang="en">'


def test_link_uses_the_own_host_before_the_default_one(db, settings):
    organization = make_studio("lumen")
    with acting_for_everyone():
        Domain.objects.all().delete()
        assert absolute_url(organization, "/offerings/") == "http://lumen.localhost/offerings/"

        organization.domains.create(host="localhost", is_default=True)
        assert absolute_url(organization, "/offerings/") == "http://localhost/offerings/"

        organization.domains.create(host="lumen.example")
        organization.domains.create(host="second.example")
        assert absolute_url(organization, "/booking/A/?token=b") == "http://lumen.example/booking/A/?token=b"

        settings.HTTPS, settings.PUBLIC_PORT = True, "8443"
        assert absolute_url(organization, "/") == "https://lumen.example:8443/"


def test_time_is_told_in_the_zone():
    end = FIRST + timedelta(minutes=75)

    assert describe_time(FIRST, end, timezone="Europe/Zurich") == (
        "Wednesday 3 March 2027, 18:00 to 19:15, Zurich time (UTC+01:00)"
    )
    assert describe_time(FIRST, end, timezone="America/New_York") == (
        "Wednesday 3 March 2027, 12:00 to 13:15, New York time (UTC-05:00)"
    )
    assert describe_time(FIRST, end, timezone="UTC") == "Wednesday 3 March 2027, 17:00 to 18:15, UTC+00:00"
    assert describe_start(FIRST, timezone="Asia/Kolkata") == "Wed 3 March, 22:30"


def test_time_over_midnight_names_both_days():
    told = describe_time(FIRST, FIRST + timedelta(hours=2), timezone="Asia/Kolkata")

    assert told == "Wednesday 3 March 2027, 22:30 to Thursday 4 March 2027, 00:30, Kolkata time (UTC+05:30)"


def test_time_elsewhere_is_told_only_where_clocks_differ():
    end = FIRST + timedelta(hours=1)

    def told(timezone: str, beside: str) -> str:
        return describe_time_elsewhere(FIRST, end, timezone=timezone, beside=beside)

    assert told("Europe/Zurich", "Europe/Paris") == ""
    assert told("Europe/Zurich", "Europe/London") == "Wednesday 3 March 2027, 18:00 to 19:00, Zurich time (UTC+01:00)"
