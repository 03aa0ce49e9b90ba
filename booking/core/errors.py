"""Refusals that a person can act on. Faces turn them into pages or RFC 9457 problem details."""

from collections.abc import Mapping


class AlmanacError(Exception):
    """A refusal with a stable `code`, the HTTP `status` it maps to and a sentence for the person who asked."""

    code = "error"
    status = 400
    title = "That did not work"
    # For refusals that pass by themselves.
    retry_after_seconds: int | None = None

    def __init__(self, detail: str = "", **extra: object):
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.extra = extra


class Malformed(AlmanacError):
    code, status, title = "malformed", 400, "The request cannot be read"


class NotFound(AlmanacError):
    code, status, title = "not_found", 404, "There is nothing here"


class NotAllowed(AlmanacError):
    code, status, title = "not_allowed", 403, "You may not do that"


class SlotTaken(AlmanacError):
    code, status, title = "slot_taken", 409, "This time has just been taken"


class SoldOut(AlmanacError):
    code, status, title = "sold_out", 409, "There are no places left"


class AlreadyDone(AlmanacError):
    code, status, title = "already_done", 409, "This has been done already"


class Invalid(AlmanacError):
    """Values that were understood and are not acceptable; `fields` maps a field to its sentences."""

    code, status, title = "validation", 422, "Some values need another look"

    def __init__(self, detail: str = "", *, fields: Mapping[str, list[str]] | None = None):
        super().__init__(detail)
        self.fields = dict(fields or {})


class Busy(AlmanacError):
    """Contention outlasted the retries; nothing was changed."""

    code, status, title = "busy", 503, "Too many people at once, please try again"
    retry_after_seconds = 2


class Unavailable(AlmanacError):
    """The database is away; it comes back without anybody sending less."""

    code, status, title = "unavailable", 503, "We cannot reach our own records right now"
    retry_after_seconds = 5


class TooManyRequests(AlmanacError):
    code, status, title = "throttled", 429, "Too many requests"

    def __init__(self, *, retry_after_seconds: int):
        super().__init__(f"Please try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds
