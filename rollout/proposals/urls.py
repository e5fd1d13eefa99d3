"""The planning table."""

from django.urls import path

from rollout.proposals.views import change, decide, hand, run, table

AT = "<int:programme_id>/planning-table/"
ONE = f"{AT}<int:number>/"

urlpatterns = [
    path(AT, table.proposals, name="proposals"),
    path(f"{AT}new/", table.proposal_new, name="proposal_new"),
    path(f"{AT}room/", table.proposal_room, name="proposal_room"),
    path(f"{AT}change/", change.proposal_change, name="proposal_change"),
    path(f"{AT}compare/", decide.proposal_compare, name="proposal_compare"),
    path(ONE, run.proposal, name="proposal"),
    path(f"{ONE}wishes/", table.proposal_wishes, name="proposal_wishes"),
    path(f"{ONE}run/", run.proposal_run, name="proposal_run"),
    path(f"{ONE}stop/", run.proposal_stop, name="proposal_stop"),
    path(f"{ONE}take-back/", run.proposal_take_back, name="proposal_take_back"),
    path(f"{ONE}copy/", table.proposal_copy, name="proposal_copy"),
    path(f"{ONE}delete/", table.proposal_delete, name="proposal_delete"),
    path(f"{ONE}accept/", decide.proposal_accept, name="proposal_accept"),
    path(f"{ONE}undo/", decide.proposal_undo, name="proposal_undo"),
    path(f"{ONE}<int:cohort>/<int:period>/", hand.proposal_workshop, name="proposal_workshop"),
    path(f"{ONE}<int:cohort>/<int:period>/move/", hand.proposal_move, name="proposal_move"),
    path(f"{ONE}cohort/<int:cohort>/", hand.proposal_cohort, name="proposal_cohort"),
    path(
        f"{ONE}cohort/<int:cohort>/move/",
        hand.proposal_move_superuser,
        name="proposal_move_superuser",
    ),
    path(f"{ONE}cohort/<int:cohort>/pin/", hand.proposal_pin, name="proposal_pin"),
]
