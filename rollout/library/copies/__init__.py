"""A school's own copy of a kit: taken, told from its origin, and followed up with updates."""
