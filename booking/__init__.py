"""The booking product: rooms (small Django apps) that stand on floors; see README.md beside this file."""
