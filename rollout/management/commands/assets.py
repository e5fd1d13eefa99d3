"""Make front-end files and translations ready."""

from django.core.management.base import BaseCommand, CommandError

from rollout.common.assets import AssetsFailed, make_ready


class Command(BaseCommand):
    help = "Install the pinned front-end packages from npm and compile the translations."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        try:
            make_ready(self.stdout.write)
        except AssetsFailed as error:
            raise CommandError(str(error)) from error
