"""Payments, refunds and the port that payment providers implement; transfer, on site and free ship with the product."""
