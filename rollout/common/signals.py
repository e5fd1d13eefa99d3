"""What others listen for."""

from django.dispatch import Signal

# Sent with `owner_id` when rows behind the figures change in bulk, where Django sends no signal.
figures_source_changed = Signal()
