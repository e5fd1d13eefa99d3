"""The areas of competence that the programme's kits build."""

D, P = "digcompedu", "pfdk"
# Of two frameworks, for each of `KITS` in their order.
AREAS: tuple[tuple[str, ...], ...] = (
    (f"{D} 1",),
    (f"{D} 1", f"{P} 6"),
    (f"{D} 2",),
    (f"{D} 1", f"{D} 3", f"{P} 6"),
    (f"{D} 3", f"{P} 5"),
    (f"{D} 4", f"{P} 4"),
    (f"{D} 4", f"{P} 4"),
    (f"{D} 3", f"{D} 6"),
    (f"{D} 5", f"{P} 5"),
    (f"{D} 1", f"{P} 2"),
    (f"{D} 2", f"{P} 3"),
    (f"{D} 4", f"{P} 7"),
    (f"{D} 4", f"{P} 6", f"{P} 7"),
    (f"{D} 2", f"{D} 3", f"{P} 4"),
    (f"{D} 6", f"{P} 3"),
    (f"{D} 1", f"{P} 7"),
)
