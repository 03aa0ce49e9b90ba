"""A stateful Stripe to practise with, over HTTP: localstripe, and what it lacks."""
