"""Every model, so that Django finds them. A test holds this list complete."""

from rollout.accounts.models import User
from rollout.calendars.models import (
    Availability,
    CalendarFeed,
    ClosedPeriod,
    MeetingWeekday,
    PlaceSearch,
    SchoolYear,
    StartingPlace,
    Venue,
)
from rollout.competence.models import (
    Area,
    Assessment,
    Competence,
    Framework,
    KitArea,
    Level,
    Round,
    Statement,
)
from rollout.exchange.models import ImportChange, ImportRun, RememberedColumns
from rollout.insight.models import FiguresStamp
from rollout.library.attachments.models import Attachment, FileContent
from rollout.library.copies.models import CopyBase
from rollout.library.models import Kit, KitStep, ModuleCompletion
from rollout.library.modules.models import ModuleProgress
from rollout.library.versions.models import KitVersion
from rollout.logbook.models import (
    SessionAttendance,
    SessionNeed,
    SessionNewcomer,
    TrainingSession,
)
from rollout.logbook.pulses.models import (
    Pulse,
    PulseAnswered,
    PulseCount,
    PulseMark,
    PulseQuestion,
    PulseSum,
    PulseText,
)
from rollout.logbook.scanning.models import Scan, ScanWindow
from rollout.notifications.models import (
    AccountMail,
    Feed,
    Message,
    ReminderTimes,
    UnclearAnswer,
)
from rollout.organisation.keeping.models import MergedPerson, OtherAddress
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.models import Employment, Person, Role, School, SchoolAlias, SchoolOwner
from rollout.planning.models import (
    Cohort,
    GuestPlace,
    Membership,
    Participation,
    Programme,
    ProgrammeKit,
    SubstituteDay,
    Workshop,
    WorkshopAttendance,
)
from rollout.proposals.models import Proposal

__all__ = [
    "AccountMail",
    "Area",
    "Assessment",
    "Attachment",
    "Availability",
    "CalendarFeed",
    "ClosedPeriod",
    "Cohort",
    "Competence",
    "CopyBase",
    "Employment",
    "Feed",
    "FiguresStamp",
    "FileContent",
    "Framework",
    "GuestPlace",
    "ImportChange",
    "ImportRun",
    "Kit",
    "KitArea",
    "KitStep",
    "KitVersion",
    "Level",
    "MeetingWeekday",
    "Membership",
    "MergedPerson",
    "Message",
    "ModuleCompletion",
    "ModuleProgress",
    "OtherAddress",
    "Participation",
    "Person",
    "PlaceSearch",
    "Programme",
    "ProgrammeKit",
    "Proposal",
    "Pulse",
    "PulseAnswered",
    "PulseCount",
    "PulseMark",
    "PulseQuestion",
    "PulseSum",
    "PulseText",
    "RememberedColumns",
    "ReminderTimes",
    "Role",
    "Round",
    "Scan",
    "ScanWindow",
    "School",
    "SchoolAlias",
    "SchoolOwner",
    "SchoolYear",
    "SessionAttendance",
    "SessionNeed",
    "SessionNewcomer",
    "StartingPlace",
    "Statement",
    "SubstituteDay",
    "TrainingSession",
    "UnclearAnswer",
    "User",
    "Venue",
    "WayIn",
    "Workshop",
    "WorkshopAttendance",
]
