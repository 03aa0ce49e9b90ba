"""Writing an organization down as a studio file."""

from pathlib import Path

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for
from booking.studios.schema import STUDIO, Context
from booking.studios.selectors import read_studio
from booking.studios.services.pictures import PictureShelf
from booking.studios.writing import write_document


def export_studio(organization: Organization) -> str:
    """The text of the organization's studio file. Loading it again changes nothing."""
    with acting_for(organization):
        values = read_studio(organization)
    return write_document(STUDIO.write(values, context=Context()))


def export_pictures(organization: Organization, *, folder: Path) -> list[str]:
    """Copy the pictures that the file names into the folder, leaving files that are there; returns what was written."""
    with acting_for(organization):
        values = read_studio(organization)
    images = PictureShelf(organization, base=folder).images
    named = [person["profile"]["photo"] for person in values["people"] if person["profile"]]
    named += [offering["picture"] for offering in values["offerings"]]
    files = {name: images[name].file for name in named if name in images}
    files |= {Path(file.name).name: file for file in (organization.logo, organization.picture) if file}
    missing = {name: file for name, file in files.items() if not (folder / name).exists()}
    for name, file in missing.items():
        with file.storage.open(file.name) as source:
            (folder / name).write_bytes(source.read())
    return sorted(missing)
