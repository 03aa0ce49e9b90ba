"""What an address of the admin names: every id in its path, its query and its form, with the kind it means."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, UploadedFile

Named = tuple[type[Model], int]

_PATH = {
    **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "destination_id"), Page),
    **dict.fromkeys(("document_id", "doc_id"), get_document_model()),
    "image_id": get_image_model(),
    "uploaded_file_id": UploadedFile,
}
_QUERY = {
    **dict.fromkeys(("child_of", "descendant_of", "parent_page_id", "new_parent_page", "chooser"), Page),
    **dict.fromkeys(("collection_id", "collection"), Collection),
}
# Views whose own name says what their `pk` and `id` are.
_OWN_KIND = {
    "wagtailadmin_pages": Page,
    "wagtailadmin_api:pages": Page,
    "wagtailadmin_api:images": get_image_model(),
    "wagtailadmin_api:documents": get_document_model(),
    "wagtailimages_chooser": get_image_model(),
    "wagtaildocs_chooser": get_document_model(),
    "wagtailadmin_choose_page_chosen_multiple": Page,
}
_EVERYTHING = "all"


def named_objects(request: HttpRequest, match: ResolverMatch) -> Iterator[Named]:
    """Every (kind, id). Raises Http404 for an id that is none."""
    for name, value in match.kwargs.items():
        if name in _PATH:
            yield _PATH[name], value
    kind = _kind_of_view(match)
    for name in ("pk", "object_id"):
        if name in match.kwargs and kind is not None:
            yield kind, _number(match.kwargs[name])
    for fields in (request.GET, request.POST):
        for name, values in fields.lists():
            yield from _named_by(name, values, kind=kind, is_bulk="action" in match.kwargs)


def _named_by(name: str, values: list[str], *, kind: type[Model] | None, is_bulk: bool) -> Iterator[Named]:
    if name == "id" and kind is not None:
        yield from ((kind, _number(value)) for value in values if value != _EVERYTHING)
    elif name == "childOf" and is_bulk:
        yield from ((Page if kind is Page else Collection, _number(value)) for value in values)
    elif name in _QUERY:
        yield from ((_QUERY[name], int(value)) for value in values if value.isdecimal())


def _kind_of_view(match: ResolverMatch) -> type[Model] | None:
    if "app_label" in match.kwargs and "model_name" in match.kwargs:
        try:
            model = apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
        except LookupError:
            raise Http404 from None
        return Page if issubclass(model, Page) else model
    return _OWN_KIND.get(match.namespace) or _OWN_KIND.get(match.view_name)


def _number(value: str | int) -> int:
    if not str(value).isdecimal():
        raise Http404
    return int(value)
