"""The organization itself, its places, rooms, policies and forms."""

from booking.accounts.services import save_domains, save_organization
from booking.intake.fields import Question
from booking.intake.services import save_form
from booking.offerings.services import save_policy
from booking.scheduling.models import Place
from booking.scheduling.services.places import save_place, save_room, save_travel
from booking.studios.schema.organization import ADDRESS_COLUMNS
from booking.studios.schema.types import Spot
from booking.studios.services.application import Application


def organization_details(values: dict) -> dict[str, object]:
    """Columns of the organization from its section; files are stored separately."""
    same = ("name", "tagline", "about", "timezone", "currency", "country", "region", "languages", "email", "phone")
    return {
        **{name: values[name] for name in (*same, "picture_alt", "payment_terms_days", "dunning", "grace_days")},
        "vat_number": values["vat"]["number"],
        "prices_include_vat": values["vat"]["prices_include_vat"],
        "default_vat_rate": values["vat"]["default_rate"],
        "brand_primary": values["brand"]["primary"],
        "brand_accent": values["brand"]["accent"],
        "bank_holder": values["bank"]["holder"],
        "bank_iban": values["bank"]["iban"],
        "bank_qr_iban": values["bank"]["qr_iban"],
        "bank_name": values["bank"]["name"],
        **(values["address"] or dict.fromkeys(ADDRESS_COLUMNS, "")),
    }


def apply_organization(application: Application) -> None:
    before, wanted = application.before.get("organization"), application.wanted["organization"]
    save_domains(application.organization)
    section = application.root.child("organization")
    files = {
        "logo": _brand_file(application, path=wanted["brand"]["logo"], column="logo", spot=section.child("brand")),
        "picture": _brand_file(application, path=wanted["picture"], column="picture", spot=section),
    }
    outcome = "created" if before is None else "changed"
    if before == wanted and all(getattr(application.organization, name).name == file for name, file in files.items()):
        outcome = "unchanged"
    application.report.count("organization", outcome)
    if outcome != "unchanged":
        details = {**organization_details(wanted), **files}
        application.organization = save_organization(wanted["slug"], details=details)


def _brand_file(application: Application, *, path: str, column: str, spot: Spot) -> str:
    """The stored name of the file; the wanted values are put right to what there is."""
    values = application.wanted["organization"]
    values = values["brand"] if column == "logo" else values
    if not path:
        return ""
    current = getattr(application.organization, column).name or ""
    stored, outcome = application.shelf.put_brand_file(path, current=current, spot=spot.child(column))
    values[column] = stored.rpartition("/")[2]
    if outcome == "missing":
        application.report.notices.append(f"{spot.child(column).path}: there is no file {path} beside this one")
    return stored


def apply_places(application: Application) -> None:
    for _, values, _ in application.differences("places", key="slug"):
        save_place(values["slug"], details={name: value for name, value in values.items() if name != "slug"})
    if application.before["travel"] != application.wanted["travel"]:
        application.report.count("travel", "changed")
        save_travel(application.wanted["travel"])
    places = {place.slug: place for place in Place.objects.all()}
    for _, values, _ in application.differences("resources", key="slug"):
        place = places.get(values["place"])
        save_room(
            values["slug"], name=values["name"], place=place, **{name: values[name] for name in ("capacity", "units")}
        )
    for section in ("places", "resources"):
        _keep_missing(application, section=section, slugs=application.missing(section, key="slug"))


def apply_policies(application: Application) -> None:
    for slug, values in application.named_differences("policies"):
        save_policy(slug, details=values)
    missing = [slug for slug in application.before["policies"] if slug not in application.wanted["policies"]]
    _keep_missing(application, section="policies", slugs=missing)


def apply_forms(application: Application) -> None:
    for slug, values in application.named_differences("forms"):
        questions = [Question.from_json(question) for question in values["questions"]]
        save_form(slug, mandatory=values["mandatory"], questions=questions)
    missing = [slug for slug in application.before["forms"] if slug not in application.wanted["forms"]]
    _keep_missing(application, section="forms", slugs=missing)


def _keep_missing(application: Application, *, section: str, slugs: list[str]) -> None:
    if slugs:
        application.report.notices.append(f"{section} kept although the file leaves them out: {', '.join(slugs)}")
