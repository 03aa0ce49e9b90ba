from django.db.models import IntegerChoices


class Topic(IntegerChoices):
    """What kind of thing changed: what is offered, or when something takes place and what is left of it."""

    CATALOGUE = 1
    TIMES = 2
