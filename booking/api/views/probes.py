from django.http import JsonResponse
from django.views import View

from booking.api.readiness import find_obstacles

_UNCACHED = {"Cache-Control": "no-store"}


class HealthView(View):
    """The process is up. Touches nothing else."""

    actor, scope, rate_class = "anyone", "probes", "probe"
    http_method_names = ["get", "head"]

    def get(self, request):
        return JsonResponse({"status": "ok"}, headers=_UNCACHED)


class ReadinessView(View):
    """The installation can serve; 503 with the obstacles otherwise."""

    actor, scope, rate_class = "anyone", "probes", "probe"
    http_method_names = ["get", "head"]

    def get(self, request):
        obstacles = find_obstacles()
        if obstacles:
            body = {"status": "not ready", "obstacles": obstacles}
            return JsonResponse(body, status=503, headers={"Retry-After": "5", **_UNCACHED})
        return JsonResponse({"status": "ready"}, headers=_UNCACHED)
