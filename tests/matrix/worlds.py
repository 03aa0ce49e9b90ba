"""Two studios with one of everything that an address can name; every word of a studio says whose it is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
    WorkflowTask,
)

from booking.accounts.models import Membership, Organization, User
from booking.core.clock import now
from booking.core.tenancy import acting_for
from booking.earnings.models import Earning
from booking.earnings.rules import Pay, PayKind, month_of, neighbours_of
from booking.earnings.services import close_month
from booking.offerings.models import Variant
from booking.pages.models import OfferingPage
from booking.payments.models import Payment
from booking.payments.services import match_entries, record_payment, take_bank_file
from booking.people.models import Instructor
from booking.people.services import request_connection
from booking.reservations.bookkeeping import invoice_order
from booking.reservations.models import Booking
from booking.reservations.services import BookingRequest, book
from booking.studios.services import load_studio
from home.models import HomePage, StandardPage
from tests.payments.bank_files import bank_file, one

FILE = Path(__file__).parent / "studio.yaml"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>'
START = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class Studio:
    """`ids` maps a kind of object to its (own, sibling) values; `people` are users, `tokens` secrets by reference."""

    slug: str
    organization: Organization = None
    people: dict[str, User] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, tuple] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """In every public text of the studio."""
        return self.slug.capitalize()

    @property
    def hush(self) -> str:
        """In every text that is for its staff only."""
        return f"{self.slug}hush"

    @property
    def host(self) -> str:
        return f"{self.slug}.localhost"


def build_studio(slug: str) -> Studio:
    """Load the studio, let two customers book, and leave every kind of trace in the admin."""
    studio = Studio(slug)
    words = {"slug": slug, "word": studio.word, "hush": studio.hush}
    load_studio(Template(FILE.read_text()).substitute(words).encode(), base=FILE.parent, now=now())
    studio.organization = Organization.objects.get(slug=slug)
    people = {
        "manager": "owner",
        "instructor": "ana",
        "other_instructor": "ben",
        "assistant": "assistant",
        "trusted": "trusted",
    }
    for actor, name in people.items():
        studio.people[actor] = User.objects.get(email=f"{name}@{slug}.example")
    with acting_for(studio.organization):
        _add_bookings(studio)
        _add_pages(studio)
    _add_files(studio)
    _add_people(studio)
    return studio


def _add_bookings(studio: Studio) -> None:
    references, meetings, papers = [], [], []
    for hour, customer in enumerate(("customer", "other_customer")):
        variant = Variant.objects.select_related("offering").get(offering__slug=f"{studio.slug}-coaching")
        name = f"{'mira' if customer == 'customer' else 'noel'}{studio.slug}"
        request = BookingRequest(
            offering=variant.offering,
            variant=variant,
            name=name,
            email=f"{name}@mail.example",
            timezone="Europe/Zurich",
            source="page",
            starts_at=(START.replace(hour=START.hour + hour),),
        )
        placed = book(request, provider="transfer", actor="customer", now=now())
        reference = placed.booking.reference
        references.append(reference)
        meetings.append(placed.booking.seats.get().session.reference)
        papers.append(_settle(placed.booking).reference)
        studio.customers[customer] = name
        studio.tokens[reference] = placed.token
    studio.ids |= {"reference": tuple(references), "meeting": tuple(meetings), "paper": tuple(papers)}
    _add_bank_files(studio)
    studio.ids["offering"] = (f"{studio.slug}-coaching", f"{studio.slug}-circle")
    studio.ids["instructor"] = (f"ana-{studio.slug}", f"ben-{studio.slug}")
    studio.ids["connection"] = tuple(
        request_connection(
            Instructor.objects.get(slug=slug), name=name, email=f"{name}@mail.example", now=now()
        ).reference
        for slug, name in zip(studio.ids["instructor"], studio.customers.values(), strict=True)
    )
    _add_statements(studio)


def _add_statements(studio: Studio) -> None:
    """Of last month, for Ana and for Ben."""
    month, day = neighbours_of(month_of(now().date()))[0], now().date().replace(day=1) - timedelta(days=1)
    values = {"day": day, "amount": 8000, "currency": "CHF", "at": now(), "pay": Pay(PayKind.PER_SESSION).to_json()}
    people = [Instructor.objects.get(slug=slug) for slug in studio.ids["instructor"]]
    for person in people:
        Earning.objects.create(instructor=person, source=f"seeded:{person.slug}", **values)
    made = close_month(studio.organization, month=month, actor="system", now=now())
    by_person = {statement.instructor_id: statement.reference for statement in made}
    studio.ids["statement"] = tuple(by_person[person.pk] for person in people)


def _add_bank_files(studio: Studio) -> None:
    files, entries = [], []
    for number in range(2):
        content = bank_file(one("1.00", entry_id=f"{studio.hush}{number}", debtor=f"{studio.hush} payer"))
        name = f"{studio.hush}{number}.xml"
        statement, _ = take_bank_file(content, name=name, organization=studio.organization, actor="bank", now=now())
        match_entries(statement, now=now())
        files.append(statement.reference)
        entries.append(statement.entries.get().reference)
    studio.ids |= {"bank_file": tuple(files), "bank_entry": tuple(entries)}


def _settle(booking: Booking) -> Payment:
    """Invoiced and paid, so that there are papers; a receipt's number is nobody else's."""
    payment = Payment.objects.get(order=booking.order)
    record_payment(payment, amount=payment.amount, actor="system", now=now())
    invoice_order(booking.order, booking=booking, now=now())
    return payment


def _add_pages(studio: Studio) -> None:
    manager = studio.people["manager"]
    home = HomePage.objects.get(organization=studio.organization)
    pages = [OfferingPage.objects.get(offering__slug=slug) for slug in studio.ids["offering"]]
    revisions = []
    for page in pages:
        page.draft_title = page.title = f"{studio.hush} draft of {page.pk}"
        revisions.append(page.save_revision(user=manager, log_action=True))
    draft = home.add_child(instance=StandardPage(title=f"{studio.hush} page", slug=studio.hush, live=False))
    draft.locked, draft.locked_by, draft.locked_at = True, manager, now()
    draft.save()
    workflow = Workflow.objects.create(name=f"{studio.hush} workflow")
    task = GroupApprovalTask.objects.create(name=f"{studio.hush} task")
    task.groups.set(Group.objects.filter(name=f"{studio.slug}: editors"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    states = [workflow.start(page, manager) for page in pages]
    content_type = ContentType.objects.get_for_model(OfferingPage)
    sessions = [
        EditingSession.objects.create(
            user=manager, content_type=content_type, object_id=page.pk, last_seen_at=datetime.now(UTC)
        )
        for page in pages
    ]
    restriction = PageViewRestriction.objects.create(
        page=home.get_children().last(), restriction_type="password", password=studio.hush
    )
    studio.ids |= {
        "page": tuple(page.pk for page in pages),
        "draft": (draft.pk, draft.pk),
        "home": (home.pk, home.pk),
        "revision": tuple(revision.pk for revision in revisions),
        "workflow": (workflow.pk, workflow.pk),
        "task": (task.pk, task.pk),
        "workflow_state": tuple(state.pk for state in states),
        "task_state": tuple(state.current_task_state_id for state in states),
        "session": tuple(session.pk for session in sessions),
        "restriction": (restriction.pk, restriction.pk),
        "restricted_page": (restriction.page_id, restriction.page_id),
        "site": (Site.objects.filter(root_page=home).first().pk,) * 2,
    }


def _add_files(studio: Studio) -> None:
    collection = Collection.objects.get(name=studio.slug)
    inner = collection.add_child(name=f"{studio.hush} inner")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection.add_child(name=f"{studio.hush} locked"), restriction_type="password", password=studio.hush
    )
    images, documents = [], []
    for where in (collection, inner):
        name = f"{studio.hush}{where.pk}"
        image = Image.objects.create(title=f"{name} image", file=ContentFile(SVG, f"{name}.svg"), collection=where)
        image.tags.add(f"{studio.hush} tag")
        images.append(image)
        # A document is public on its studio's host.
        file = ContentFile(studio.slug.encode(), f"{studio.slug}{where.pk}.txt")
        documents.append(Document.objects.create(title=f"{name} document", file=file, collection=where))
    uploads = {}
    for kind, model in (("image_upload", Image), ("document_upload", Document)):
        uploads[kind] = tuple(
            UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=ContentFile(SVG, f"{studio.hush}{actor}.svg"),
                uploaded_by_user=studio.people[actor],
            ).pk
            for actor in ("manager", "other_instructor")
        )
    studio.ids |= {
        "collection": (collection.pk, inner.pk),
        "collection_restriction": (restriction.pk, restriction.pk),
        "image": tuple(image.pk for image in images),
        "image_file": tuple(image.file.name for image in images),
        "document": tuple(document.pk for document in documents),
        "document_name": tuple(document.filename for document in documents),
        **uploads,
    }


def _add_people(studio: Studio) -> None:
    groups = [Group.objects.get(name=f"{studio.slug}: {kind}") for kind in ("editors", "authors")]
    studio.ids |= {
        "user": (studio.people["manager"].pk, studio.people["instructor"].pk),
        "group": tuple(group.pk for group in groups),
    }
    with acting_for(studio.organization):
        members = Membership.objects.filter(user__in=[studio.people["trusted"], studio.people["assistant"]])
        studio.ids["member"] = tuple(members.order_by("-pk").values_list("reference", flat=True))
