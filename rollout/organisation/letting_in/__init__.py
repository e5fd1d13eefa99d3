"""Letting people in: who gets access, the mail with their link, and taking access away."""
