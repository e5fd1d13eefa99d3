"""The planning table’s pages."""
