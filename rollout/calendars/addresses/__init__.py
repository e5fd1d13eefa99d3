"""Places on the map from addresses, by an address service such as Kartverket’s."""
