"""The pages of scanning: for the screen and for superusers, and for the colleagues who scan."""
