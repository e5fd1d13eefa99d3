"""Logging, planning and correcting a session."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind
from rollout.common.forms import (
    DressedForm,
    RowsField,
    offer_choices,
    offer_rows,
    whole_number,
)
from rollout.common.names import seen
from rollout.library.models import Kit
from rollout.library.queries import as_the_school_has_it, central_kits
from rollout.library.versions.queries import told_as_published
from rollout.logbook.actions import Beside, check_day
from rollout.logbook.also_came.queries import MOST_NEWCOMERS
from rollout.logbook.common_times import CommonTimeAhead
from rollout.logbook.doubts import Doubt, double_doubt, double_key, doubts_of, names_doubt
from rollout.logbook.models import SOLVERS, SessionNeed, SessionNewcomer, TrainingSession
from rollout.logbook.needs.actions import Told
from rollout.logbook.queries import kit_to_run, who_may_hold
from rollout.logbook.scanning.queries import ticked_at_first
from rollout.organisation.models import Person, School
from rollout.planning.kits import kits_for_school
from rollout.planning.models import Programme
from rollout.planning.roster import roster_people

# What the form tells of a kit: not its texts, which are long.
OF_A_KIT = ("title", "minutes", "origin", "school", "owner")


class SessionForm(DressedForm):
    """What a superuser says of a session. `people` is drawn by its own picker.

    What speaks against the session is in `doubts` once the form is clean: it is asked about before
    anything is saved. `sure` tells what has been asked about, so that the next answer is yes.
    """

    kit = forms.ModelChoiceField(label=_("Kit"), queryset=Kit.objects.none(), empty_label=None)
    held_by = forms.ModelChoiceField(
        label=_("Who held it"), queryset=Person.objects.none(), empty_label=None
    )
    held_on = forms.DateField(label=_("Day"))
    begins_at = forms.TimeField(label=_("Begins at"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    people = forms.MultipleChoiceField(label=_("Who came"), required=False)
    head_count = forms.IntegerField(
        label=_("How many came"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("The session is then told of, and counts in no figure of who is reached."),
    )
    mode = forms.ChoiceField(label=_("How"), choices=TrainingSession.Mode.choices)
    also_held_by = RowsField(
        label=_("Held together with"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    newcomers = forms.CharField(
        label=_("Newcomers who aren’t on the list yet"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("One name a line. They count once the staff list has them."),
    )
    adaptation = forms.CharField(
        label=_("What you changed in the kit"), required=False, max_length=300
    )
    adapted_because = forms.CharField(label=_("Why you changed it"), required=False, max_length=300)
    worked = forms.CharField(label=_("What worked"), required=False, max_length=300)
    stopped = forms.CharField(
        label=_("What stopped you"),
        required=False,
        max_length=300,
        help_text=_("Goes on to who can solve it. No names of colleagues or pupils."),
    )
    stopped_to = forms.ChoiceField(
        label=_("Who can solve it"),
        required=False,
        choices=[(kind.value, kind.label) for kind in SOLVERS],
    )
    help_wanted = forms.CharField(
        label=_("Help you want"),
        required=False,
        max_length=300,
        help_text=_("Goes to the facilitator."),
    )
    reflection = forms.CharField(
        label=_("How it went"), required=False, max_length=1000, widget=forms.Textarea
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    sure = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    DETAILS = (
        "begins_at", "minutes", "mode", "adaptation", "adapted_because", "worked", "reflection",
    )  # fmt: skip
    # What is told of a session that was held, folded on the form.
    TOLD = (
        "mode", "begins_at", "also_held_by", "newcomers", "adaptation", "adapted_because", "worked",
        "stopped", "stopped_to", "help_wanted", "reflection",
    )  # fmt: skip

    def __init__(
        self,
        *args: object,
        programme: Programme,
        school: School,
        is_planned: bool = False,
        session: TrainingSession | None = None,
        for_the_school: bool = False,
        day: dt.date,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.school, self.session = programme, school, session
        self.is_planned, self.day = is_planned, day
        self.doubts: list[Doubt] = []
        self.on = session.held_on if session else day
        self.roster = list(roster_people(programme, school, self.on))
        if session:
            on_list = {person.pk for person in self.roster}
            before = Person.objects.filter(
                session_attendances__session=session, session_attendances__is_guest=False
            )
            self.roster += [person for person in before if person.pk not in on_list]
        self.offer_what_there_is()
        self.offer_holders(for_the_school)

    def offer_what_there_is(self) -> None:
        """The school's kits and roster, and the fields that a planned or a held session has."""
        programme, session = self.programme, self.session
        also = kit_to_run(session).pk if session else None
        kits = kits_for_school(programme, self.school.pk, also)
        offer_rows(self, "kit", kits)
        self.kits = told_as_published(kits.only(*OF_A_KIT))
        offer_choices(self, "kit", [(str(kit.pk), str(kit)) for kit in self.kits])
        offer_choices(self, "people", [(str(p.pk), str(p)) for p in self.roster])
        self.fields["held_on"].widget.attrs["min"] = programme.starts_on.isoformat()
        if self.is_planned:
            for name in ("people", "head_count", "newcomers"):
                del self.fields[name]
            self.fields["held_by"].label = _("Who will hold it")
            self.fields["also_held_by"].label = _("Together with")
        else:
            self.fields["held_on"].widget.attrs["max"] = self.day.isoformat()

    def offer_holders(self, for_the_school: bool) -> None:
        """Who may have held the session; the first is asked for only of who saves it for others."""
        holders = who_may_hold(self.programme, self.school, self.on)
        if self.session:
            holders |= Person.objects.filter(pk=self.session.held_by_id)
            holders |= Person.objects.filter(pk__in=self.session.also_held_by.values("pk"))
        offer_rows(self, "also_held_by", holders)
        if for_the_school:
            offer_rows(self, "held_by", holders)
        else:
            del self.fields["held_by"]

    def clean_newcomers(self) -> list[str]:
        """The names, one a line."""
        lines = (seen(line) for line in self.cleaned_data["newcomers"].splitlines())
        names = [line for line in lines if line]
        if len(names) > MOST_NEWCOMERS:
            text = _("At most %(n)s names. Are they more, ask for the staff list to be loaded.")
            raise forms.ValidationError(text % {"n": MOST_NEWCOMERS})
        most = SessionNewcomer._meta.get_field("name").max_length or 0
        if any(len(name) > most for name in names):
            raise forms.ValidationError(_("Write one name a line."))
        return names

    def check_who_came(self) -> None:
        """Names or a number: at least one of them where the school has a roster, and never both.
        A newcomer whose name is forgotten still came."""
        data = self.cleaned_data
        named = data.get("people") or data.get("newcomers")
        if data.get("head_count") and named:
            text = _("Tick who came, or write only how many. Not both.")
            self.add_error("head_count", text)
        elif self.roster and not (data.get("head_count") or named or self.has_forgotten):
            self.add_error("people", _("Tick those who came."))

    @property
    def has_forgotten(self) -> bool:
        return bool(self.session and self.session.newcomers.forgotten().exists())

    def clean(self) -> dict[str, Any]:
        if not self.is_planned and not self.errors:
            self.check_who_came()
        if not self.errors:
            check_day(self.typed(), self.day)
            self.look_again()
        return self.cleaned_data

    def look_again(self) -> None:
        """Note what speaks against the session now, but for what has been asked about."""
        asked = self.cleaned_data["sure"].split()
        self.doubts = [doubt for doubt in self.all_doubts(self.typed()) if doubt.key not in asked]

    @property
    def has_asked_of_double(self) -> bool:
        """Whether somebody knows that the school has another session on the kit that day."""
        return double_key(self.typed()) in self.cleaned_data["sure"].split()

    def typed(self) -> TrainingSession:
        """The session that the form tells of, as far as its day and kit go."""
        status = TrainingSession.Status
        return TrainingSession(
            programme=self.programme,
            school=self.school,
            kit=self.cleaned_data["kit"],
            held_on=self.cleaned_data["held_on"],
            status=status.PLANNED if self.is_planned else status.HELD,
            client_key=self.session.client_key if self.session else self.cleaned_data["client_key"],
        )

    def all_doubts(self, typed: TrainingSession) -> list[Doubt]:
        """What speaks against the session, but for what was so before: of one whose kit and day
        stay there is only a double to look for, when it is noted as held, and names that would be
        lost to a number."""
        was, lost = self.session, None
        if was and self.cleaned_data.get("head_count"):
            lost = names_doubt(was)
        if was is None or (was.kit_id, was.held_on) != (typed.kit_id, typed.held_on):
            found: list[Doubt | None] = [*doubts_of(typed)]
        else:
            found = [double_doubt(typed) if self.holds_planned else None]
        return [doubt for doubt in (*found, lost) if doubt]

    @property
    def holds_planned(self) -> bool:
        """Whether a planned session is being noted as held."""
        planned = TrainingSession.Status.PLANNED
        return bool(self.session and self.session.status == planned and not self.is_planned)

    @property
    def asked(self) -> str:
        """The keys of all that has been asked about by now, for the hidden field."""
        before = str(self["sure"].value() or "")
        return " ".join([*before.split(), *(doubt.key for doubt in self.doubts)])

    @property
    def kit_shown(self) -> Kit | None:
        """The kit that the form has chosen as it is shown, to look into."""
        kits = self.kits
        chosen = self["kit"].value()
        pk = getattr(chosen, "pk", chosen)
        return next((kit for kit in kits if str(kit.pk) == str(pk)), kits[0] if kits else None)

    def shown_fields(self) -> list[forms.BoundField]:
        names = ["kit", "held_by", "held_on", "minutes"]
        if self.is_planned:
            names[3:] = ["begins_at", "minutes", "mode"]
        return [self[name] for name in names if name in self.fields]

    def more_fields(self) -> list[forms.BoundField]:
        """What may be said besides. How it went is asked for in one line; where more was written
        before, that is shown too."""
        if self.is_planned:
            return [self["also_held_by"]]
        return [self[n] for n in self.TOLD if n != "reflection" or self[n].value()]

    @property
    def tells_more(self) -> bool:
        """Whether something of it is filled in, so that it is shown unfolded."""
        usual = ("mode", "begins_at", "stopped_to")
        return any(
            self[f.name].value() or f.errors for f in self.more_fields() if f.name not in usual
        )

    def came(self) -> list[int]:
        """The ids of those who came."""
        return [int(pk) for pk in self.cleaned_data.get("people", [])]

    def chosen(self) -> set[str]:
        """The people ticked, as the picker needs them."""
        return {str(value) for value in self["people"].value() or []}

    def details(self) -> dict[str, object]:
        count = self.cleaned_data.get("head_count")
        counted = {"counted_only": bool(count)} | ({"head_count": count} if count else {})
        return {name: self.cleaned_data[name] for name in self.DETAILS} | counted

    def beside(self) -> Beside:
        """What is told besides what the session holds itself."""
        data, kinds = self.cleaned_data, SessionNeed.NeedKind
        if self.is_planned:
            return Beside(holders=list(data["also_held_by"]))
        stopped = Told(data["stopped"], data["stopped_to"] or Kind.PRINCIPAL)
        return Beside(
            holders=list(data["also_held_by"]),
            newcomers=data["newcomers"],
            needs={kinds.STOPPED: stopped, kinds.HELP: Told(data["help_wanted"])},
        )


def with_the_schools_kit(
    posted: QueryDict, programme: Programme, school: School, session: TrainingSession | None = None
) -> QueryDict:
    """What a form or a draft says, on the kit as the school has it now: it may have taken its own
    copy while that was open, and nothing that was typed is lost for it."""
    pk = whole_number(posted.get("kit", ""))
    kit = central_kits(programme.owner_id).filter(pk=pk).first()
    if kit is None or (session and pk == kit_to_run(session).pk):
        return posted
    read = posted.copy()
    read["kit"] = str(as_the_school_has_it(kit, school.pk).pk)
    return read


def first_values(
    kit: Kit | None, day: dt.date, ahead: CommonTimeAhead | None = None
) -> dict[str, object]:
    """What a new session's form is filled in with on a day; one that is planned, with a common time
    ahead."""
    return {
        "kit": kit,
        "held_on": ahead.day if ahead else day,
        "begins_at": ahead.begins_at if ahead else None,
        "minutes": kit.minutes if kit else 45,
        "mode": TrainingSession.Mode.COMMON_TIME,
        "client_key": uuid.uuid4(),
    }


def values_of(session: TrainingSession) -> dict[str, object]:
    """What a saved session's form is filled in with."""
    values = {name: getattr(session, name) for name in SessionForm.DETAILS}
    here = list(session.attendances.filter(is_guest=False).values_list("person_id", flat=True))
    if session.status == TrainingSession.Status.PLANNED:
        here = ticked_at_first(session)
    told = {need.kind: need for need in session.needs.filter(answered_at=None)}
    kinds = SessionNeed.NeedKind
    values |= {"stopped_to": told[kinds.STOPPED].goes_to} if kinds.STOPPED in told else {}
    return values | {
        "kit": kit_to_run(session).pk,
        "held_by": session.held_by_id,
        "also_held_by": list(session.also_held_by.values_list("pk", flat=True)),
        "held_on": session.held_on,
        "client_key": session.client_key,
        "people": [str(pk) for pk in here],
        "head_count": session.head_count if session.counted_only else None,
        "newcomers": "\n".join(str(each) for each in session.newcomers.waiting()),
        "stopped": str(told.get(kinds.STOPPED, "")),
        "help_wanted": str(told.get(kinds.HELP, "")),
    }
