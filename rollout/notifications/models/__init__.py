"""What is sent, and when; and the calendars that people fetch."""

from rollout.notifications.models.account import AccountMail
from rollout.notifications.models.feeds import Feed
from rollout.notifications.models.outbox import Message, ReminderTimes
from rollout.notifications.models.unclear import UnclearAnswer

__all__ = ["AccountMail", "Feed", "Message", "ReminderTimes", "UnclearAnswer"]
