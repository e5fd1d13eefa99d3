"""What notifications asks of later areas."""

from django.dispatch import Signal

# Carries `acting_role` and `now`: somebody's own calendar is fetched. Each listener gives a list of
# events, in the language in force, that are put into it besides the workshops.
feed_fetched = Signal()
