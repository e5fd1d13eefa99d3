"""When a session counts as entered later than it was held."""

import datetime as dt

# Days within which a session is noted in good time.
IN_GOOD_TIME = 3


def is_entered_later(held_on: dt.date, entered_on: dt.date) -> bool:
    """Whether a session was entered more than three days after it was held."""
    return (entered_on - held_on).days > IN_GOOD_TIME
