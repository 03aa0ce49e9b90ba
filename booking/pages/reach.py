"""What of Wagtail's an editor reaches: their studio's pages, collections, pictures, documents, and the tags on them."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from taggit.models import Tag, TaggedItem
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, UploadedFile
from wagtail.permissions import policy_registry

from booking.accounts.models import User

_ANY = ("add", "change", "delete", "choose")


def reach(user: User, *, model: type[Model]) -> QuerySet:
    """The rows of a kind of Wagtail's that the user's permissions lead to. Raises LookupError for any other kind."""
    if issubclass(model, Page):
        return policy_registry.get_by_type(Page).explorable_instances(user)
    if model is UploadedFile:
        return UploadedFile.objects.filter(uploaded_by_user=user)
    if model is Collection:
        return _collections(user)
    if model in (get_image_model(), get_document_model()):
        return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, _ANY)
    raise LookupError(f"nobody reaches {model._meta.label} through the admin")


def reaches(user: User, *, model: type[Model], ids: Iterable[int]) -> bool:
    """Whether all of these are within the user's reach: one that is not there is as far away as somebody else's."""
    wanted = set(ids)
    return reach(user, model=model).filter(pk__in=wanted).values("pk").distinct().count() == len(wanted)


def tags_within_reach(user: User, *, models: Iterable[type[Model]]) -> QuerySet[Tag]:
    """The tags on what the user reaches of these kinds."""
    found = Tag.objects.none()
    for model in models:
        tagged = reach(user, model=model).values("pk")
        content_type = ContentType.objects.get_for_model(model)
        items = TaggedItem.objects.filter(content_type=content_type, object_id__in=tagged)
        found = found | Tag.objects.filter(pk__in=items.values("tag"))
    return found


def _collections(user: User) -> QuerySet[Collection]:
    policies = [policy_registry.get_by_type(model) for model in (get_image_model(), get_document_model())]
    allowed = [policy.collections_user_has_any_permission_for(user, _ANY).values("pk") for policy in policies]
    return Collection.objects.filter(pk__in=allowed[0]) | Collection.objects.filter(pk__in=allowed[1])
