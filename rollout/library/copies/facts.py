"""What a kit’s page tells of schools’ own copies."""

from rollout.accounts.permissions import May
from rollout.library.copies.queries import adaptations_of, copies_of, others_ways, update_for
from rollout.library.copies.words import difference_words, update_words
from rollout.library.models import Kit
from rollout.library.versions.queries import Shown
from rollout.organisation.access import Viewer
from rollout.organisation.models import School


def copy_facts(viewer: Viewer, kit: Kit, shown: Shown, *, is_writer: bool) -> dict[str, object]:
    """Of a central kit: the viewer’s school’s copy, whose copy they may take, and to whoever writes
    the kit what each school has made of it. Of a copy: its update. Of both: how others do it."""
    is_central = kit.school_id is None
    leads = viewer.may(May.SEE_GUIDE)
    reads = is_central and is_writer
    copies = copies_of(kit.root_id) if leads or is_central else []
    own = next((c for c in copies if is_central and c.school_id in viewer.school_ids), None)
    adaptations = adaptations_of(kit, copies) if reads else []
    update = update_for(kit, shown.steps) if leads and not is_central else None
    return {
        "own_copy": own,
        "may_copy_for": schools_without_copy(viewer, copies) if is_central else [],
        "chooses_school": viewer.is_wide,
        "adaptations": [(each, difference_words(each.differences)) for each in adaptations],
        "update": update,
        "update_told": update_words(update) if update else "",
        "others": others_ways(kit, shown.steps, copies, viewer.school_ids) if leads else {},
    }


def schools_without_copy(viewer: Viewer, copies: list[Kit]) -> list[School] | list[int]:
    """The schools that the viewer may take a copy for; of a viewer with a school of their own, its
    id."""
    if not viewer.may(May.WRITE_SESSIONS):
        return []
    copied = {copy.school_id for copy in copies}
    if not viewer.is_wide:
        return [pk for pk in viewer.school_ids if pk not in copied]
    return [school for school in viewer.schools().order_by("name") if school.pk not in copied]
