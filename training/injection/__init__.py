"""Trains the check for orders to an AI tool in pasted or retrieved text."""
