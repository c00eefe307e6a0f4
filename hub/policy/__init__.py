"""THE NOTICE in code: pure rules over facts, no I/O, no clock, no framework."""
