from booking.payments.services.accounts import save_account, use_account
from booking.payments.services.bank_files import take_bank_file
from booking.payments.services.bank_matches import match_by_hand, match_entries, set_aside
from booking.payments.services.begin import begin_payment, host_payment
from booking.payments.services.books import keep_books
from booking.payments.services.collect import collect_due
from booking.payments.services.messages import receive_message
from booking.payments.services.payments import (
    ask_payment,
    lower_payment,
    record_payment,
    start_payment,
    void_open_payments,
)
from booking.payments.services.plans import Step, follow_plan, start_plan
from booking.payments.services.prepaid import pay_from_wallet
from booking.payments.services.reconcile import look_again, settle_due
from booking.payments.services.refunds import refund_order, refund_payment, retry_refund
from booking.payments.services.settle import look_at

__all__ = [
    "Step",
    "ask_payment",
    "begin_payment",
    "collect_due",
    "follow_plan",
    "host_payment",
    "keep_books",
    "look_again",
    "look_at",
    "lower_payment",
    "receive_message",
    "match_by_hand",
    "match_entries",
    "pay_from_wallet",
    "record_payment",
    "refund_order",
    "refund_payment",
    "retry_refund",
    "save_account",
    "set_aside",
    "settle_due",
    "start_payment",
    "start_plan",
    "take_bank_file",
    "use_account",
    "void_open_payments",
]
