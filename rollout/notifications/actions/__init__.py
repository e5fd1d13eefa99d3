"""Writes of notifications, by what they are about."""
