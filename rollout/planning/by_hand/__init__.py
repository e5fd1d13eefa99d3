"""Planning a year by hand, without the planner: a date a month for each cohort, moved as typed.

`rules.py` finds the dates, `queries.py` reads what they step round, `forms.py` reads what the lead
typed instead of them, and `actions.py` saves them.
"""
