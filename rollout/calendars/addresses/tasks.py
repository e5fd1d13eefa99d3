"""What the worker does for places."""

from django_tasks import task

from rollout.calendars.addresses.actions import look_up_waiting


@task()
def look_up_places(owner_id: int) -> None:
    look_up_waiting(owner_id=owner_id)
