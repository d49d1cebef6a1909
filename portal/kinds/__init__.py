"""Floor 1. Field kinds: one file a kind, one record in the registry."""
