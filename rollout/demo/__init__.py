"""The demo programme: an invented municipality, fourteen months in."""
