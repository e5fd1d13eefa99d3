"""The one app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolloutConfig(AppConfig):
    name = "rollout"
    verbose_name = _("Rollout")

    def ready(self) -> None:
        from rollout.common import (
            background,
            constraints,
            deploy_checks,  # noqa: F401 — registers them
            private_files,
            searching,
        )
        from rollout.insight import cache
        from rollout.logbook import listening as logbook
        from rollout.notifications import listening
        from rollout.planning.guests import freed_seats

        background.connect()
        constraints.connect()
        private_files.connect()
        searching.connect()
        cache.connect()
        freed_seats.connect()
        listening.connect()
        logbook.connect()
