"""Proviso: may this person use this tool for this purpose with this text, now?"""

__version__ = "0.1.0"
