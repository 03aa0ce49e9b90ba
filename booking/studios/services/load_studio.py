"""Applying a studio file: all of it, or nothing."""

from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from booking.accounts.models import Organization
from booking.accounts.services import save_organization
from booking.core.errors import Busy
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.statistics import refresh_statistics
from booking.core.tenancy import acting_for
from booking.core.transactions import transactional
from booking.studios.document import read_document
from booking.studios.events import StudioLoaded
from booking.studios.problems import StudioFileError
from booking.studios.schema import STUDIO, Context, empty_studio
from booking.studios.schema.composites import settle_later_refs
from booking.studios.schema.types import Spot
from booking.studios.selectors import read_studio
from booking.studios.services.application import Application
from booking.studios.services.apply_assistants import apply_assistants
from booking.studios.services.apply_blackouts import lift_blackouts, put_blackouts
from booking.studios.services.apply_coupons import apply_coupons
from booking.studios.services.apply_offerings import apply_offerings
from booking.studios.services.apply_people import apply_people
from booking.studios.services.apply_pictures import apply_pictures
from booking.studios.services.apply_setting import (
    apply_forms,
    apply_organization,
    apply_places,
    apply_policies,
    organization_details,
)
from booking.studios.services.pictures import PictureShelf
from booking.studios.services.report import LoadReport


def load_studio(content: bytes, *, base: Path, now: datetime) -> LoadReport:
    """Apply a file; pictures are looked for under `base`. Raises StudioFileError, with every problem, and Busy.

    Applying the same file again changes nothing.
    """
    root, wanted = read_file(content)
    shelves: list[PictureShelf] = []
    try:
        return _apply(root, wanted=wanted, base=base, shelves=shelves, now=now)
    except BaseException:
        _discard(shelves)
        raise


def rehearse_studio(content: bytes, *, base: Path, now: datetime) -> LoadReport:
    """Do all that `load_studio` does and take it back: the same report, the same errors, nothing written."""
    root, wanted = read_file(content)
    shelves: list[PictureShelf] = []
    try:
        with transaction.atomic():
            report = _apply(root, wanted=wanted, base=base, shelves=shelves, now=now)
            transaction.set_rollback(True)
    finally:
        _discard(shelves)
    return report


def read_file(content: bytes) -> tuple[Spot, dict]:
    """The root of the file and its values. Raises StudioFileError with every problem that can be seen in it."""
    context = Context()
    root = Spot(read_document(content), "", context)
    wanted = STUDIO.read(root)
    settle_later_refs(context)
    if context.problems:
        raise StudioFileError(context.problems)
    return root, wanted


@transactional
def _apply(root: Spot, *, wanted: dict, base: Path, shelves: list[PictureShelf], now: datetime) -> LoadReport:
    transaction.on_commit(refresh_statistics)
    with transaction.atomic():
        organization, is_new = _find_or_make(wanted["organization"])
        with acting_for(organization):
            shelf = PictureShelf(organization, base=base)
            shelves.append(shelf)
            application = Application(
                organization=organization,
                root=root,
                before=empty_studio() if is_new else read_studio(organization),
                wanted=wanted,
                shelf=shelf,
                now=now,
                report=LoadReport(slug=organization.slug),
            )
            _apply_sections(application)
            if root.context.problems:
                raise StudioFileError(root.context.problems)
            publish(StudioLoaded(organization_id=organization.pk), now=now)
    return application.report


def _find_or_make(values: dict) -> tuple[Organization, bool]:
    """The organization, locked: of two files for one studio the second is compared with what the first has made."""
    if found := Organization.objects.filter(slug=values["slug"]).first():
        return lock([found])[found], False
    try:
        with transaction.atomic():
            return save_organization(values["slug"], details=organization_details(values)), True
    except IntegrityError:
        raise Busy() from None


def _apply_sections(application: Application) -> None:
    apply_organization(application)
    apply_pictures(application)
    apply_places(application)
    apply_people(application)
    apply_policies(application)
    apply_forms(application)
    lift_blackouts(application)
    apply_offerings(application)
    apply_coupons(application)
    apply_assistants(application)
    put_blackouts(application)


def _discard(shelves: list[PictureShelf]) -> None:
    for shelf in shelves:
        shelf.discard()
