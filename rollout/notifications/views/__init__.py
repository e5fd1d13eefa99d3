"""Pages of mail and calendars, by what they are about."""
