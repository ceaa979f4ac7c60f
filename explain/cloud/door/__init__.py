"""The proxy by which clients that need no engine come to the registry and the API under their true names."""
