"""The customer's hub for one booking: confirmation, status, calendar, and cancelling with its effect shown first."""
