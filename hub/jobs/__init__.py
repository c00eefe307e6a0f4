"""What time does: finds what has fallen due, and has the same casework do it that a person would use."""
