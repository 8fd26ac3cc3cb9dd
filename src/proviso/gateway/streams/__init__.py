"""Streamed answers, one file for each format: the provider's events in, judged events out."""
