"""The till: from a free time or a date through details and intake to a held, then confirmed booking.

Its state travels in signed tokens in addresses and hidden fields, never in a cookie, so that it works in a frame.
"""
