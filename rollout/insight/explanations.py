"""What each figure means, in words a reader can check it by."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Explanation:
    """A figure's name, meaning, formula and source, as shown where the figure is."""

    key: str
    name: str | Promise
    meaning: str | Promise
    formula: str | Promise
    source: str | Promise


ALL = (
    Explanation(
        "coverage",
        _("Coverage"),
        _("How much of what the workshops have handed out has come all the way to colleagues."),
        _(
            "Reached persons added up over all due kits, divided by everyone on the roster times "
            "the number of due kits. No figure where there is no roster or no due kit."
        ),
        _("sessions’ and workshops’ attendance, modules done, and the staff list"),
    ),
    Explanation(
        "forecast",
        _("The way to the target"),
        _(
            "How much of all that is planned has come to colleagues, and when the target will be "
            "met if the weeks ahead are like the last ones."
        ),
        _(
            "All that is planned is everyone on the roster times all kits, due and to come. What "
            "is reached in a school week is a share of what was left then. Those shares of the "
            "last twenty school weeks are drawn anew, four in a row, two hundred times, each time "
            "a little faster or slower. The band holds four of five draws. “Not at this pace” is "
            "where more than half of them don’t arrive within three years."
        ),
        _("attendance, modules done, the staff list, the plan and the school calendar"),
    ),
    Explanation(
        "pace",
        _("Pace"),
        _("How fast kits come to colleagues."),
        _(
            "How many persons on the roster a due kit has come to, each person and kit once, in "
            "four school weeks, from the last eight. None before there are eight."
        ),
        _("sessions’ and workshops’ attendance, modules done, and the staff list"),
    ),
    Explanation(
        "roster",
        _("Roster"),
        _("Everyone the programme is to reach: part-timers and leaders too."),
        _("People with an employment in force whose position is in the programme’s audience."),
        _("the staff list"),
    ),
    Explanation(
        "not_reached",
        _("Not yet reached"),
        _("People on the roster whom less than half of the due kits has reached so far."),
        _(
            "A kit is due when a workshop on it has been held for the school’s superusers. It has "
            "reached a person by a session or by the module, and a superuser or leader by the "
            "workshop itself. The programme’s settings can ask for another share than half."
        ),
        _("sessions’ and workshops’ attendance, modules done, and the staff list"),
    ),
    Explanation(
        "lag",
        _("Days to session"),
        _("How long it took from the workshop until the school held its own session on the kit."),
        _(
            "Days from the held workshop to the first session held on that day or later. “At "
            "least” where there is no session yet; none where the school had run the kit before. "
            "A school’s one number is that of the longest awaited of its last three kits, or else "
            "of the last one; kit by kit they are on the school’s page."
        ),
        _("workshops and sessions"),
    ),
    Explanation(
        "at_target",
        _("At target level"),
        _("How many of those who have assessed themselves are at the round’s target level."),
        _(
            "From the last closed round, in which everyone employed could answer. The overall "
            "level is the lower of the pedagogical and the technical one; each is the median of "
            "its areas. Schools with few or like answers are hidden, and with them some by "
            "chance, so that nobody’s answers can be worked out."
        ),
        _("own assessments; nobody sees another person’s answers"),
    ),
    Explanation(
        "levels",
        _("Levels by area"),
        _("Where colleagues placed themselves in the last closed round, area by area."),
        _(
            "Persons by their own level in each area, at the school where they work most. The "
            "line marks the round’s target. A school is hidden where fewer than five have "
            "answered an area, or where all, or all but one, are at the same level in it or on "
            "the same side of the target over all."
        ),
        _("own assessments; nobody sees another person’s answers"),
    ),
    Explanation(
        "superusers",
        _("Active superusers"),
        _("Colleagues who bring the kits home from the workshops."),
        _("People with a superuser role at the school today."),
        _("roles"),
    ),
    Explanation(
        "hours",
        _("Hours of professional development"),
        _("How much time for learning together each person on the roster has had so far."),
        _(
            "Minutes of the programme’s held sessions and workshops that people on the roster came "
            "to, and of due kits’ modules that they have done, divided by everyone on the roster. "
            "No number is the right one: it tells of time, not of effect."
        ),
        _("sessions’ and workshops’ attendance, modules done, and the staff list"),
    ),
    Explanation(
        "by_mode",
        _("Reached, by how"),
        _("In which way the kits have reached colleagues."),
        _(
            "Of the persons reached, added up over due kits: how many were reached first in common "
            "time, in a team, one to one, at their own pace, online, by the module or at the "
            "workshop itself. A session where only the number was noted reaches nobody."
        ),
        _("sessions’ and workshops’ attendance, and modules done"),
    ),
    Explanation(
        "technical",
        _("Technical share"),
        _("Whether it is clicks or teaching that is passed on."),
        _(
            "Minutes of technical kits divided by all minutes, of a school’s last six held "
            "sessions; for all schools, those added up. A kit that is both counts as not technical."
        ),
        _("sessions and kits"),
    ),
    Explanation(
        "adapted",
        _("Adapted"),
        _("How often the superusers made the kit fit their colleagues. That is a good sign."),
        _(
            "Held sessions where it is told what was changed, or that were run from a copy "
            "of the school’s own that says something else than what the school took, divided by "
            "all held sessions. A copy that nobody has changed doesn’t count."
        ),
        _("sessions and schools’ own copies"),
    ),
    Explanation(
        "in_time",
        _("Noted within 3 days"),
        _("How soon after a session it was noted who came: later, one remembers less well."),
        _("Held sessions entered at most three days after they were held, divided by all of them."),
        _("sessions, and the moment when each was first saved as held"),
    ),
    Explanation(
        "used",
        _("Used after 8 weeks"),
        _("Whether what a session was about has come into use."),
        _(
            "Of those who answered eight weeks after a session, how many have used it. Sessions "
            "with fewer than five answers, or answers too much alike, are left out."
        ),
        _("pulses, which keep counts and no names"),
    ),
    Explanation(
        "dilution",
        _("Lost on the way"),
        _("Whether colleagues master a kit as well as the superusers did when they got it."),
        _(
            "The mean of “I manage this well enough to use it” (1 to 5) after the workshop, less "
            "the mean after the sessions. Below 0 it grew on the way. None where one of them has "
            "too few answers to be shown."
        ),
        _("pulses, which keep counts and no names"),
    ),
    Explanation(
        "equity",
        _("How alike the schools are"),
        _("Whether the programme reaches colleagues wherever they work."),
        _(
            "The schools’ coverage from the lowest to the highest. Four of five is from the tenth "
            "hundredth to the ninetieth, between two schools by a straight line. Schools without a "
            "due kit are left out. No school is ranked: small ones move a lot by a few people."
        ),
        _("the same rows as each school’s figure"),
    ),
    Explanation(
        "average",
        _("All schools"),
        _("The same figure for all the programme’s schools together, to compare with."),
        _("Schools added up; a person at two schools counts once."),
        _("the same rows as each school’s figure"),
    ),
)

EXPLAINED = {explanation.key: explanation for explanation in ALL}
