"""Where providers tell by themselves what has happened."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError
from booking.core.limits import declares
from booking.payments.services import receive_message


@declares(actor="provider", scope="payments:tell", rate_class="hook")
@csrf_exempt
@require_POST
def take_message(request: HttpRequest, provider: str) -> HttpResponse:
    """Keeps what the provider has signed and answers at once; the worker looks into it."""
    try:
        receive_message(provider, request.body, headers=request.headers, now=current_time())
    except AlmanacError as refusal:
        return HttpResponse(refusal.title, status=refusal.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=200)
