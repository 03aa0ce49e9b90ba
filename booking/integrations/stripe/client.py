"""Talking to Stripe: with a timeout, once per key of ours, and every answer as a value or one of two refusals."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import stripe
from django.conf import settings

from booking.payments.facts import ProviderAway, ProviderRefused

log = logging.getLogger(__name__)

_PASSING = (stripe.APIConnectionError, stripe.RateLimitError)
# The studio has to put its keys right; what was asked stays to be asked.
_KEYS = (stripe.AuthenticationError, stripe.PermissionError)
_BUSY = {"lock_timeout", "idempotency_key_in_use"}


def client_for(secret: str) -> stripe.StripeClient:
    """A client of the account that the secret key belongs to."""
    return stripe.StripeClient(secret, base_addresses={"api": settings.STRIPE_API}, http_client=_http())


@contextmanager
def asking() -> Iterator[None]:
    """Raises ProviderAway for what may work later, ProviderRefused for a no."""
    try:
        yield
    except _PASSING as error:
        raise ProviderAway() from error
    except _KEYS as error:
        log.error("Stripe does not take the keys: %s", type(error).__name__)
        raise ProviderAway() from error
    except stripe.StripeError as error:
        if error.code in _BUSY or (error.http_status or 500) >= 500:
            raise ProviderAway() from error
        raise ProviderRefused(error.user_message or str(error)) from error


@lru_cache(maxsize=1)
def _http() -> stripe.RequestsClient:
    """One per process; it keeps a connection per thread."""
    return stripe.RequestsClient(timeout=settings.STRIPE_TIMEOUT_SECONDS)
