"""A new central version and a school's copy put together: nothing is lost or comes back."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rollout.library.copies.lines import merged_lines
from rollout.library.copies.merging import (
    BOTH,
    ORDER,
    Kind,
    all_taken,
    chosen,
    moved_on,
    offers,
    taken,
)
from rollout.library.versions.rules import Content, by_key, mark

PLAIN: dict[str, Any] = {"part": "session", "title": "Steg", "minutes": 5, "text": "", "notes": ""}
LINES = st.lists(st.sampled_from("abcdefgh"), max_size=5)
TEXT = LINES.map("\n".join)


def kit(*steps: tuple[str, str], purpose: str = "", **fields: Any) -> Content:
    """A content whose steps have these keys and texts."""
    return {
        "texts": {"title": "Pakke", "purpose": purpose},
        "steps": [{**PLAIN, **fields, "key": key, "text": text} for key, text in steps],
    }


@st.composite
def contents(draw: st.DrawFn) -> Content:
    keys = draw(st.lists(st.sampled_from("ABCDEF"), unique=True, max_size=5))
    steps = [
        {
            **PLAIN,
            "key": key,
            "text": draw(TEXT),
            "title": draw(st.sampled_from(["En", "To", "Tre"])),
            "part": draw(st.sampled_from(["session", "workshop"])),
        }
        for key in keys
    ]
    steps.sort(key=lambda step: step["part"])
    return {
        "texts": {"title": draw(st.sampled_from(["P", "Q"])), "purpose": draw(TEXT)},
        "steps": steps,
    }


def lines_of(text: Any) -> Counter[str]:
    return Counter(line for line in str(text or "").split("\n") if line)


def choose_both(base: Content, ours: Content, theirs: Content) -> tuple[Content, Content]:
    """All taken that needs no choice, and then the rest, keeping both sides’ words."""
    base, ours = all_taken(base, ours, theirs)
    for offer in offers(base, ours, theirs):
        how = {c.name: BOTH if c.name in ("text", "purpose") else "ours" for c in offer.clashes}
        ours = taken(ours, theirs, offer, chosen(offer, how, {}))
        base = moved_on(base, ours, theirs, [offer.part])
    return base, ours


@given(TEXT, TEXT, TEXT)
def test_a_text_that_merges_has_every_new_line_of_both_sides(a: str, o: str, t: str) -> None:
    found = merged_lines(a, o, t)
    if found is not None:
        for side in (o, t):
            new = lines_of(side) - lines_of(a)
            assert not new - lines_of(found)
        assert merged_lines(a, t, o) == found


@given(TEXT, TEXT)
def test_a_text_that_one_side_changed_is_as_that_side_has_it(a: str, b: str) -> None:
    assert merged_lines(a, b, a) == merged_lines(a, a, b) == merged_lines(a, b, b) == b


def test_lines_that_lie_apart_merge_and_the_same_line_clashes() -> None:
    base = "en\nto\ntre\nfire"
    assert merged_lines(base, "EN\nto\ntre\nfire", "en\nto\ntre\nFIRE") == "EN\nto\ntre\nFIRE"
    assert merged_lines(base, "EN\nto\ntre\nfire", "Én\nto\ntre\nfire") is None
    assert merged_lines("", "vår", "deres") is None


@given(contents(), contents(), contents())
def test_no_text_of_either_side_is_lost(a: Content, o: Content, t: Content) -> None:
    """What a side wrote since the base is in the copy afterwards, unless it took the step out
    itself; what stood in the base before is in the version that the copy took."""
    _base, found = choose_both(a, o, t)
    after, was = by_key(found), by_key(a)
    for side, other in ((o, t), (t, o)):
        for key, step in by_key(side).items():
            text = was.get(key, {}).get("text")
            if step == was.get(key):
                continue
            assert key in after, (key, side)
            new = lines_of(step["text"]) - lines_of(text)
            assert not new - lines_of(after[key]["text"]), other
        new = lines_of(side["texts"]["purpose"]) - lines_of(a["texts"]["purpose"])
        assert not new - lines_of(found["texts"]["purpose"])


@given(contents(), contents(), contents())
def test_merging_twice_is_merging_once(a: Content, o: Content, t: Content) -> None:
    base, once = all_taken(a, o, t)
    assert all_taken(base, once, t) == (base, once)
    settled, ours = choose_both(a, o, t)
    assert offers(settled, ours, t) == []
    assert choose_both(settled, ours, t) == (settled, ours)


@given(contents(), contents(), contents())
def test_what_is_declined_leaves_the_copy_and_does_not_come_back(
    a: Content, o: Content, t: Content
) -> None:
    before, base = mark(o), a
    while waiting := offers(base, o, t):
        base = moved_on(base, o, t, [waiting[0].part])
        assert waiting[0].part not in {offer.part for offer in offers(base, o, t)}
    assert mark(o) == before


@given(contents(), contents(), contents(), st.randoms(use_true_random=False))
def test_parts_may_be_settled_in_any_order(a: Content, o: Content, t: Content, random: Any) -> None:
    """What each step and text becomes is the same in whichever order they are settled."""
    ends = []
    for turn in range(2):
        base, ours = a, o
        waiting = [offer for offer in offers(base, ours, t) if offer.part != ORDER]
        if turn:
            random.shuffle(waiting)
        for offer in waiting:
            how = {clash.name: "theirs" for clash in offer.clashes}
            ours = taken(ours, t, offer, chosen(offer, how, {}))
            base = moved_on(base, ours, t, [offer.part])
        ends.append((by_key(ours), ours["texts"]))
    assert ends[0] == ends[1]


@given(contents(), st.data())
def test_edits_of_different_steps_commute(a: Content, data: st.DataObject) -> None:
    keys = [step["key"] for step in a["steps"]]
    if len(keys) < 2:
        return
    mine, theirs = keys[0], keys[-1]
    words = {key: data.draw(TEXT) for key in (mine, theirs)}

    def edited(*which: str) -> Content:
        steps = [{**s, "text": words[s["key"]]} if s["key"] in which else s for s in a["steps"]]
        return {"texts": a["texts"], "steps": steps}

    _base, found = all_taken(a, edited(mine), edited(theirs))
    assert found == edited(mine, theirs) == all_taken(a, edited(theirs), edited(mine))[1]


def test_of_twelve_steps_with_one_edited_eleven_follow() -> None:
    keys = [f"steg{n}" for n in range(12)]
    base = kit(*((key, "gammelt") for key in keys))
    ours = kit(*((key, "vårt" if key == "steg4" else "gammelt") for key in keys))
    theirs = kit(*((key, "nytt") for key in keys))
    waiting = offers(base, ours, theirs)
    assert [offer.kind for offer in waiting].count(Kind.FOLLOWS) == 11
    _base, found = all_taken(base, ours, theirs)
    assert [step["text"] for step in found["steps"]].count("nytt") == 11
    assert by_key(found)["steg4"]["text"] == "vårt"
    assert [offer.key for offer in offers(*all_taken(base, ours, theirs), theirs)] == ["steg4"]


def kinds(base: Content, ours: Content, theirs: Content) -> dict[str, Kind]:
    return {offer.part: offer.kind for offer in offers(base, ours, theirs)}


def test_steps_that_one_side_took_out() -> None:
    base = kit(("A", "en"), ("B", "to"))
    dropped = kit(("A", "en"))
    edited = kit(("A", "en"), ("B", "annet"))
    assert kinds(base, edited, dropped) == {"step.B": Kind.KEPT}
    assert all_taken(base, edited, dropped)[1] == edited
    assert kinds(base, dropped, edited) == {"step.B": Kind.OFFERED}
    assert all_taken(base, dropped, edited)[1] == dropped
    assert kinds(base, base, dropped) == {"step.B": Kind.FOLLOWS}
    assert all_taken(base, base, dropped)[1] == dropped


def test_steps_that_both_added_are_both_kept() -> None:
    base = kit(("A", ""), ("B", ""))
    ours = kit(("A", ""), ("X", "vårt"), ("B", ""))
    theirs = kit(("A", ""), ("B", ""), ("Y", "deres"))
    assert list(by_key(all_taken(base, ours, theirs)[1])) == ["A", "X", "B", "Y"]


def test_the_order_follows_unless_the_school_has_moved_something() -> None:
    base = kit(("A", ""), ("B", ""), ("C", ""))
    theirs = kit(("C", ""), ("A", ""), ("N", ""), ("B", ""))
    own = kit(("A", ""), ("X", ""), ("B", ""), ("C", ""))
    assert list(by_key(all_taken(base, own, theirs)[1])) == ["C", "A", "N", "X", "B"]
    moved = kit(("B", ""), ("A", ""), ("C", ""))
    assert list(by_key(all_taken(base, moved, theirs)[1])) == ["B", "A", "N", "C"]


def test_fields_of_a_step_merge_each_by_itself() -> None:
    base, ours, theirs = kit(("A", "en\nto")), kit(("A", "EN\nto"), minutes=9), kit(("A", "en\nto"))
    theirs["steps"][0] |= {"title": "Nytt navn", "notes": "Si dette."}
    assert kinds(base, ours, theirs) == {"step.A": Kind.MERGES}
    found = by_key(all_taken(base, ours, theirs)[1])["A"]
    assert (found["text"], found["minutes"]) == ("EN\nto", 9)
    assert (found["title"], found["notes"]) == ("Nytt navn", "Si dette.")


def test_a_field_that_is_new_to_one_side_is_taken() -> None:
    """Such as one that the product got after the version was published."""
    base, ours, theirs = kit(("A", "en")), kit(("A", "vår")), kit(("A", "en"))
    theirs["steps"][0]["film"] = "https://film.example"
    found = by_key(all_taken(base, ours, theirs)[1])["A"]
    assert (found["text"], found["film"]) == ("vår", "https://film.example")
