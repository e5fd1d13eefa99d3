"""A kit's module, gone through on one's own in the browser."""
