"""Bookings and seats: holding, confirming, expiring and cancelling, each one service that every face calls."""
