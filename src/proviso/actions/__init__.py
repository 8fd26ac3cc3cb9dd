"""Every write: one file a noun, one function a verb. The row and its event are written in one transaction."""
