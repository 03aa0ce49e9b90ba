from booking.core.errors import AlmanacError


class NotEnoughCredits(AlmanacError):
    """There is less left than was asked for; `left` says how much."""

    code, status, title = "not_enough_credits", 409, "There are not enough credits left"
