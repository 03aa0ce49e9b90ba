"""Portraits and pictures of offerings, stored before the rows that show them."""

from booking.studios.schema.types import Spot
from booking.studios.services.application import Application


def apply_pictures(application: Application) -> None:
    """Store what lies beside the file; a picture that is neither there nor known is left out with a notice."""
    taken: dict[str, str] = {}
    for index, values in enumerate(application.wanted["people"]):
        if values["profile"] and values["profile"]["photo"]:
            spot = application.spot("people", index, "profile").child("photo")
            _put(application, values=values["profile"], key="photo", spot=spot, title=values["name"], taken=taken)
    for index, values in enumerate(application.wanted["offerings"]):
        if values["picture"]:
            spot = application.spot("offerings", index, "picture")
            title = values["picture_alt"] or values["name"]
            _put(application, values=values, key="picture", spot=spot, title=title, taken=taken)


def _put(application: Application, *, values: dict, key: str, spot: Spot, title: str, taken: dict[str, str]) -> None:
    path = values[key]
    is_first = path not in taken.values()
    name, outcome = application.shelf.put(path, spot=spot, title=title)
    values[key] = name
    if outcome == "missing":
        application.report.notices.append(f"{spot.path}: there is no picture {path} beside this file")
    elif taken.setdefault(name, path) != path:
        spot.refuse(f"another file name than that of {taken[name]}")
    elif is_first:
        application.report.count("pictures", outcome)
