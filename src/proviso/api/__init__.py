"""The door for programs: a text analyzer in the REST shape that Presidio's clients speak. No database, no record."""

from .application import create_analyzer

__all__ = ["create_analyzer"]
