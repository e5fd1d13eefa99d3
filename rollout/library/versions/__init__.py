"""What a kit says as plain values, and its published versions."""
