"""Markings: their grammar, where they stand, how sure one is there, and texts that only speak of them (ISOO and NARA guides)."""
