"""What others listen for."""

from django.dispatch import Signal

# Sent with the model as `sender`, and `owner_id`, when an owner's rows were written in bulk, where
# Django sends no signal. `common/bulk.py` sends it with the write, in the same transaction: a
# listener that fails takes the write back with it.
figures_source_changed = Signal()
