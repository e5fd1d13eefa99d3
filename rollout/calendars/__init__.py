"""Days on which schools, facilitators and venues can’t: typed, pasted, subscribed to."""
