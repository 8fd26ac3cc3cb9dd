"""Inputs that nobody would think of, for what reads texts and files of strangers: `make fuzz`."""
