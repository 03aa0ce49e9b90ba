from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

from booking.core import failpoints


class CoreConfig(AppConfig):
    name = "booking.core"
    label = "core"

    def ready(self):
        from booking.core import guards, queue_tables, tasks  # noqa: F401, PLC0415  (models must be loaded first)
        from booking.core.changes import triggers  # noqa: PLC0415
        from booking.core.limits import storage  # noqa: PLC0415

        pre_migrate.connect(storage.prepare, sender=self)
        pre_migrate.connect(guards.take_down, sender=self)
        pre_migrate.connect(triggers.take_down, sender=self)
        post_migrate.connect(queue_tables.make_queue_tables, sender=self)
        post_migrate.connect(guards.put_up, sender=self)
        post_migrate.connect(triggers.put_up, sender=self)
        if settings.FAIL_POINT:
            failpoints.arm(failpoints.read_fail_point(settings.FAIL_POINT))
