"""Screening in bulk: many files, or a text a line, on the cores of this machine or on a Dask cluster."""
