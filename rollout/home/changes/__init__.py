"""Changes of what runs already: what hangs on them is shown first, and then all of it is done."""
