"""Mail through an outbox, calendar messages and feeds, reminders."""
