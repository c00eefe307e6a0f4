"""The demo city: reference data with their sources, and what is generated from them."""
