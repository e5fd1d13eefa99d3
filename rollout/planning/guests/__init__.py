"""Coming to another cohort’s workshop when one can’t come to one’s own."""
