"""What is true in a mall. Pure: no I/O, no clock, no randomness, no framework."""
