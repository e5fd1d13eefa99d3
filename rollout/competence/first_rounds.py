"""The first round of owners whose people assessed themselves before there were rounds."""

from typing import Any

from django.db.models import Max, Min

from rollout.competence.rounds import result_of


def make_first_rounds(apps: Any) -> None:
    """Close one round over all that has been answered, by owner and framework, through the given
    app registry. Its last day is the last answer's."""
    answers = apps.get_model("rollout", "Assessment").objects.order_by()
    answered = answers.values_list("person__owner", "area__framework").annotate(
        Min("assessed_on"), Max("assessed_on")
    )
    for owner, framework, first, last in list(answered):
        round_ = apps.get_model("rollout", "Round")(
            owner_id=owner,
            framework_id=framework,
            target_level=target_of(owner, framework, apps),
            name=name_of(owner, apps),
            starts_on=first,
            ends_on=last,
            closed_on=last,
        )
        round_.result = result_of(round_, last, apps)
        round_.save()


def target_of(owner: int, framework: int, apps: Any) -> Any:
    """The target that the owner's newest programme with the framework has."""
    programmes = apps.get_model("rollout", "Programme").objects.filter(
        owner=owner, framework=framework, target_level__framework=framework
    )
    newest = programmes.order_by("-starts_on", "pk").select_related("target_level").first()
    return newest.target_level if newest else None


def name_of(owner: int, apps: Any) -> str:
    """A number tells an owner's two first rounds in two frameworks apart."""
    before = apps.get_model("rollout", "Round").objects.filter(owner=owner).count()
    return f"Runde {before + 1}"
