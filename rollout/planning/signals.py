"""What planning tells those who listen: notifications, for one.

Sent inside the transaction of the change, so a listener that fails takes the change back with it.
Nothing may leave the house from a listener: it queues, and what waits goes out after the commit.
"""

from django.dispatch import Signal

# Each carries `workshops`, a list. Announced: invitations are to go out. Changed: time, place, link
# or facilitator of a workshop that is announced. Cancelled: of one that is announced. Announced
# carries `send_after` too: the time from which invitations go out, or None for at once, and
# `as_one`: whether each person gets one mail about all of them. Changed carries `asked_anew`: the
# persons whose answer was to another time, and isn't noted any more.
workshops_announced = Signal()
workshops_changed = Signal()
workshops_cancelled = Signal()
# Carries `workshops`: announced ones that are about another kit than before, and nothing else.
kits_changed = Signal()
# Carries `workshop` and `person`: somebody got, or gave up, a place in one workshop.
place_taken = Signal()
place_left = Signal()
# Carries `workshop`: it is noted, or put right, who came.
attendance_taken = Signal()
