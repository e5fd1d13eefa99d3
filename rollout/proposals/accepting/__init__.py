"""Accepting a proposal, and undoing that. The story is in `actions.py`:

- what changes: `changes.py` works out from the plan and what is there, and writes nothing
  (`members.py` who meets with which cohort, `workshops.py` which workshop is when);
- it is made: `applying.py` makes exactly those changes, through planning's actions;
- who is told: `proposals.foreseeing` compares what people were told with what holds afterwards;
- how it is undone: `record.py` is what applying did, kept in `Proposal.undo`; `putting_back.py`
  goes over it the other way.

A preview is the same, rolled back. `checks.py` says why a proposal can't be accepted, or undone.
"""
