"""What organisation tells those who listen: notifications, for one. Sent inside the transaction."""

from django.dispatch import Signal

# Carries `person` and `user`: an account that is there already is asked whether it is theirs.
asked_to_join = Signal()
