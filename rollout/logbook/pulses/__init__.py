"""Pulses: a few questions after workshops and sessions, and surveys. Answers are counters."""
