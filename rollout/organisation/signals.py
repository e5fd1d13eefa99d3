"""What organisation tells those who listen: notifications, for one.

Sent inside the transaction of the change, so a listener that fails takes the change back with it.
"""

from django.dispatch import Signal

# Carries `way`: somebody is let in, and gets the mail about it.
way_in_asked = Signal()

# Carries `row`: of two rows that two persons had, who are one, this one is gone.
row_dropped = Signal()

# Sent by a merge, within its transaction, when all has been moved: `kept` has what both had.
persons_merged = Signal()
