"""What customers have in store, for managers: to look at, to give and to take off."""

from collections.abc import Mapping
from datetime import timedelta

from rest_framework.response import Response

from booking.api.inputs.credits import CreditsInput, CreditsQuery
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.pagination import PAGE_SIZE, read_page
from booking.api.shapes.credits import WalletPageShape, WalletShape
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.views.base import ManagerView
from booking.core.codes import new_reference
from booking.core.errors import Invalid
from booking.core.gate import fold_identity
from booking.credits.models import Wallet
from booking.credits.selectors import credits_in
from booking.credits.services import Grant, adjust_credits
from booking.credits.states import CREDIT
from booking.people.models import Customer

_TAG = "Staff"


class CreditsView(ManagerView):
    scope, rate_class = "credits:adjust", {"GET": "token", "POST": "booking"}

    @documented("list_credits", answer=WalletPageShape, problems=[401, 403, 422], parameters=[CreditsQuery], tag=_TAG)
    def get(self, request):
        """What customers have in store

        Of all who ever had credits, or of one. The code that uses them is told to nobody but its owner.
        """
        query = self.read_query(CreditsQuery)
        wallets = Wallet.objects.select_related("customer")
        if "email" in query:
            wallets = wallets.filter(customer__email=fold_identity(query["email"]))
        size, cursor = query.get("page_size", PAGE_SIZE), query.get("cursor", "")
        page = read_page(wallets, keys=["pk"], name="credits", request=request, cursor=cursor, size=size)
        left = credits_in(page.rows, now=self.now)
        return Response(page.show([_show(row, credits=left.get(row.pk, 0)) for row in page.rows]))

    @documented(
        "adjust_credits",
        answer=WalletShape,
        problems=[401, 403, 409, 422],
        request=CreditsInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"email": "eve@example.com", "credits": 2, "valid_days": 90, "reason": "The heating was off"},
        tag=_TAG,
    )
    def post(self, request):
        """Give a customer credits, or take them off

        With a reason, which the customer may read. What comes in is told to them by mail.
        """
        self.read_query(StrictQuery)
        values = read_body(CreditsInput, request.data, context=self.context)
        return Response(self.once("credits", body=request.data, produce=lambda: self._adjust(values)))

    def _adjust(self, values: Mapping[str, object]) -> dict[str, object]:
        customer = Customer.objects.filter(email=fold_identity(values["email"])).first()
        if customer is None:
            raise Invalid(fields={"email": ["nobody has booked with it"]})
        days = values.get("valid_days")
        what = Grant(
            unit=CREDIT,
            amount=values["credits"],
            source=f"staff:{new_reference()}",
            expires_at=self.now + timedelta(days=days) if days else None,
            reason=values["reason"],
        )
        wallet = adjust_credits(customer, what=what, actor=self.staff.actor, now=self.now)
        wallet.customer = customer
        return _show(wallet, credits=credits_in([wallet], now=self.now).get(wallet.pk, 0))


def _show(wallet: Wallet, *, credits: int) -> dict[str, object]:
    customer = wallet.customer
    return {"reference": wallet.reference, "name": customer.name, "email": customer.email, "credits": credits}
