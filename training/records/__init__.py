"""Trains the scorer of records about a person, even anonymised."""
