"""The mail builder, judged by Python's own mail parser after a trip over SMTP."""

import email
from email.policy import default
from email.utils import parseaddr

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import get_connection

from booking.notifications.channels import MailChannel, registry
from booking.notifications.letters import Letter
from booking.notifications.mail import build_mail, message_id
from tests.notifications.bookings import make_studio

CALENDAR = b"BEGIN:VCALENDAR\r\nSUMMARY:caf\xc3\xa9 \xf0\x9f\xa7\x98\r\nEND:VCALENDAR\r\n"


def letter(organization, **fields) -> Letter:
    values = {
        "effect": "card:1",
        "recipient": "ada@customers.example",
        "subject": "You are booked",
        "text": "Grüezi & <welcome>\n",
        "html": "<p>Grüezi &amp; &lt;welcome&gt;</p>",
    }
    return Letter(organization=organization, **{**values, **fields})


def send(sink, mail_letter: Letter):
    channel = registry.get("mail")()
    assert isinstance(channel, MailChannel)
    channel.send(mail_letter)
    channel.close()
    return sink.received[-1]


def test_mail_arrives_with_text_html_and_calendar(lumen, sink):
    attachments = (("booking.ics", CALENDAR, "text/calendar; method=PUBLISH; charset=utf-8"),)

    mail = send(sink, letter(lumen, attachments=attachments))

    assert mail.get_body(("plain",)).get_content().strip() == "Grüezi & <welcome>"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Grüezi &amp; &lt;welcome&gt;</p>"
    [part] = mail.iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_param("method")) == (
        "booking.ics",
        "text/calendar",
        "PUBLISH",
    )
    assert part.get_payload(decode=True) == CALENDAR


def test_mail_comes_from_the_organization(sink, db):
    organization = make_studio("lumen", name='Studio "Lumière", Zürich', email="grüezi@lumen.example")

    mail = send(sink, letter(organization))

    assert (mail["From"].addresses[0].display_name, mail["From"].addresses[0].addr_spec) == (
        'Studio "Lumière", Zürich',
        "almanac@localhost",
    )
    assert [address.domain for address in mail["Reply-To"].addresses] == ["lumen.example"]
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


def test_configured_sender_may_have_a_name(lumen, sink, settings):
    settings.DEFAULT_FROM_EMAIL = "Bookings <bookings@host.example>"

    mail = send(sink, letter(lumen))

    assert parseaddr(mail["From"]) == ("Studio Lumen", "bookings@host.example")
    assert mail["Message-ID"].endswith("@host.example>")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_text_cannot_add_headers_or_recipients(db, sink, line_end):
    evil = f"Lumen{line_end}Bcc: all@customers.example{line_end}{line_end}Body"
    organization = make_studio("lumen")
    organization.name, organization.email = evil, f"hello@lumen.example{line_end}Bcc: all@customers.example"

    mail = send(sink, letter(organization, subject=evil))

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Lumen Bcc: all@customers.example Body"
    assert mail["From"].addresses[0].display_name == "Lumen Bcc: all@customers.example Body"
    assert sink.recipients == ["ada@customers.example"]
    assert mail.get_body(("plain",)).get_content().strip() == "Grüezi & <welcome>"


@pytest.mark.parametrize(
    "recipient",
    ["", "ada", "ada@customers.example, eve@customers.example", "ada@customers.example\r\nBcc: e@e.example"],
)
def test_recipient_is_one_address(lumen, recipient):
    with pytest.raises(ValidationError):
        build_mail(letter(lumen, recipient=recipient), connection=get_connection())


def test_message_id_follows_effect_and_organization(lumen):
    other = make_studio("umbra")

    ids = [message_id(letter(lumen)), message_id(letter(lumen, effect="card:2")), message_id(letter(other))]

    assert len(set(ids)) == 3
    assert message_id(letter(lumen, subject="Another", text="words")) == ids[0]


def test_long_subject_is_cut(lumen):
    assert len(build_mail(letter(lumen, subject="w" * 400), connection=get_connection()).subject) == 200


def test_one_connection_carries_a_whole_run(lumen, sink):
    channel = MailChannel()
    for number in range(3):
        channel.send(letter(lumen, effect=f"card:{number}"))
    channel.close()

    assert len(sink.received) == 3
    assert sink.connections == 1


def test_mail_as_files_is_one_readable_file_each(lumen, settings, tmp_path):
    settings.EMAIL_BACKEND = "booking.notifications.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    channel = MailChannel()
    for number in range(3):
        channel.send(letter(lumen, effect=f"card:{number}", recipient=f"reader{number}@customers.example"))
    channel.close()

    files = sorted((tmp_path / "mail").iterdir())
    mails = [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]
    assert {path.suffix for path in files} == {".eml"}
    assert sorted(mail["To"] for mail in mails) == [f"reader{number}@customers.example" for number in range(3)]
    assert {mail.get_body(("plain",)).get_content().strip() for mail in mails} == {"Grüezi & <welcome>"}
