"""Whose a booking and all that hangs on it is: the customer's who made it, and the instructors' who hold it (ORG-2)."""

from booking.core.narrowing import NOTHING, narrow

_HELD_BY = "seats__session__facilitator_links__instructor"

narrow("reservations.Booking", customer="customer", instructor=_HELD_BY)
narrow("reservations.Seat", customer="booking__customer", instructor="session__facilitator_links__instructor")
narrow("reservations.Modification", customer="booking__customer", instructor=f"booking__{_HELD_BY}")
for _asked in ("Proposal", "RequestMessage"):
    narrow(f"reservations.{_asked}", customer="booking__customer", instructor=f"booking__{_HELD_BY}")
narrow("reservations.Guest", customer="booking__customer", instructor=f"booking__{_HELD_BY}")
narrow("reservations.ParticipantNote", customer="booking__customer", instructor=f"booking__{_HELD_BY}")
narrow("reservations.StaffNote", customer=NOTHING, instructor=f"booking__{_HELD_BY}")
narrow("reservations.Fee", customer="booking__customer", instructor="session__facilitator_links__instructor")
narrow("people.Customer", customer="pk", instructor=f"bookings__{_HELD_BY}")
narrow("people.Connection", customer="customer", instructor="instructor")
narrow("intake.Submission", customer="bookings__customer", instructor=f"bookings__{_HELD_BY}")
narrow("billing.Order", customer="customer", instructor=f"booking__{_HELD_BY}")
narrow("billing.OrderLine", customer="order__customer", instructor=f"order__booking__{_HELD_BY}")
narrow("billing.Document", customer="order__customer", instructor=f"order__booking__{_HELD_BY}")
narrow("billing.DocumentLine", customer="document__order__customer", instructor=f"document__order__booking__{_HELD_BY}")
narrow("payments.Payment", customer="order__customer", instructor=f"order__booking__{_HELD_BY}")
narrow("payments.Refund", customer="payment__order__customer", instructor=f"payment__order__booking__{_HELD_BY}")
narrow("credits.Wallet", customer="customer", instructor=NOTHING)
for _in_store in ("Lot", "Entry"):
    narrow(f"credits.{_in_store}", customer="wallet__customer", instructor=NOTHING)
narrow("payments.Plan", customer="order__customer", instructor=f"order__booking__{_HELD_BY}")
narrow("payments.Installment", customer="plan__order__customer", instructor=f"plan__order__booking__{_HELD_BY}")
narrow("pricing.Use", customer="customer", instructor=NOTHING)
narrow("pricing.Referral", customer="customer", instructor=NOTHING)
narrow("pricing.Coupon", customer=NOTHING, instructor=NOTHING)
for _of_the_books in ("Sequence", "JournalEntry", "Posting"):
    narrow(f"billing.{_of_the_books}", customer=NOTHING, instructor=NOTHING)
narrow("notifications.Message", customer=NOTHING, instructor=NOTHING)
narrow("audit.AuditRecord", customer=NOTHING, instructor=NOTHING)
narrow("accounts.Membership", customer=NOTHING, instructor=NOTHING)
narrow("offerings.Assistance", customer=NOTHING, instructor=NOTHING)
narrow("reservations.CallingOff", customer=NOTHING, instructor=NOTHING)
for _told in ("BankStatement", "BankEntry", "BankMatch"):
    narrow(f"payments.{_told}", customer=NOTHING, instructor=NOTHING)
narrow("accounts.AccessToken", customer=NOTHING, instructor=NOTHING)
narrow("payments.ProviderAccount", customer=NOTHING, instructor=NOTHING)
narrow("payments.ProviderMessage", customer=NOTHING, instructor=NOTHING)
