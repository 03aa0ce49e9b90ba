"""Stripe as a way to pay: cards, Apple Pay, Google Pay, TWINT and whatever else is switched on in the account."""
