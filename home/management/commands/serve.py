import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from home.management.serving import heed_interrupts, port_from_environment, require_port, serve


class Command(BaseCommand):
    help = "Run web server and worker together until Ctrl-C. HOST and PORT say where."
    requires_system_checks = []

    def handle(self, **options):
        heed_interrupts()
        host, port = os.environ.get("HOST") or "127.0.0.1", port_from_environment()
        require_port(port, host=host)
        settings.PUBLIC_PORT = settings.PUBLIC_PORT or str(port)
        ready = f"Serving on http://{host}:{port}/. Ctrl-C stops it."
        sys.exit(serve(host=host, port=port, when_ready=lambda: self.stdout.write(ready)))
