"""How fields get their data: they read, and never write."""
