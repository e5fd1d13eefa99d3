"""The year planner: pure Python over OR-Tools' CP-SAT, nothing of the web or the database in it.

`problem.py` says what is to be planned, `price.py` what a plan costs and breaks, `changes.py` what
differs between two plans, `moves.py` what a move by hand does. `diagnose.py` says why there is no
plan, `explain.py` in words; `replan.py` mends an announced plan. Only what solves imports OR-Tools
(2 s, 100 MB), so a web process reads problems, plans, prices, changes and moves without it.
"""
