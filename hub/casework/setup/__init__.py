"""A city's reference data: read from its files, compared with what the hub has, and put in force (§5.2, §5.4)."""
