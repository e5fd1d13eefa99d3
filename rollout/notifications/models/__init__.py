"""What is sent, and the calendars that people fetch."""

from rollout.notifications.models.feeds import Feed

__all__ = ["Feed"]
