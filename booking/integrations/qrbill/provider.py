"""The QR-bill as a way to pay."""

from django.utils.translation import gettext_lazy as _

from booking.accounts.models import Organization
from booking.core.iban import in_fours, plain_iban
from booking.core.money import Money
from booking.integrations.qrbill.payload import Address, NoQrBill, QrBill, fit
from booking.integrations.qrbill.pdf import slip_pdf
from booking.integrations.qrbill.svg import code_svg, slip_svg
from booking.payments.providers import Bill, PaymentProvider, registry
from booking.payments.references import creditor_reference, in_fives, qr_reference

_ANY_CODE = "0000000000"


@registry.register("qr_bill")
class QrBillProvider(PaymentProvider):
    """Needs an account in Switzerland or Liechtenstein, its holder's address, and prices in francs or euros."""

    name = "qr_bill"
    label = _("Swiss QR-bill")
    description = _("You get a bill that you scan with your banking app.")
    is_by_bank = True

    def is_available(self, organization):
        try:
            _bill_for(organization, amount=Money(1, organization.currency), code=_ANY_CODE, message="")
        except NoQrBill:
            return False
        return True

    def instructions(self, payment):
        organization = payment.organization
        account, reference = _account(organization, code=payment.reference)
        printed = in_fives(reference) if organization.bank_qr_iban else in_fours(reference)
        return {
            "Amount": str(payment.money),
            "Account holder": organization.bank_holder or organization.name,
            "IBAN": in_fours(account),
            "Reference": printed,
        }

    def bill(self, payment):
        try:
            bill = _bill_for(
                payment.organization, amount=payment.money, code=payment.reference, message=payment.order.reference
            )
        except NoQrBill:
            return None
        return Bill(
            code=lambda: code_svg(bill),
            slip=lambda language: slip_svg(bill, language=language),
            sheet=lambda language: slip_pdf(bill, language=language),
        )


def _account(organization: Organization, *, code: str) -> tuple[str, str]:
    """Where the money goes, and the kind of reference that this account wants."""
    if organization.bank_qr_iban:
        return plain_iban(organization.bank_qr_iban), qr_reference(code)
    return plain_iban(organization.bank_iban), creditor_reference(code)


def _bill_for(organization: Organization, *, amount: Money, code: str, message: str) -> QrBill:
    """Raises NoQrBill for what is missing."""
    account, reference = _account(organization, code=code)
    creditor = Address(
        name=fit(organization.bank_holder or organization.name, most=70),
        street=fit(organization.street, most=70),
        building=fit(organization.building, most=16),
        postcode=fit(organization.postcode, most=16),
        town=fit(organization.town, most=35),
        country=organization.country,
    )
    return QrBill(account=account, creditor=creditor, amount=amount, reference=reference, message=message)
