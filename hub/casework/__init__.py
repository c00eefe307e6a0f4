"""Does what policy says: one procedure per file, each inside one change."""
