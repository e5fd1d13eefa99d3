"""The year planner: pure Python over OR-Tools' CP-SAT, nothing of the web or the database in it.

`problem.py` says what is to be planned, `price.py` what a plan costs and breaks. Only what solves
imports OR-Tools (2 s, 100 MB), so a web process reads problems, plans and prices without it.
"""
