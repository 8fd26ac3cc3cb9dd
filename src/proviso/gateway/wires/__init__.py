"""The wire formats, one file each: what in a request or an answer is text, and how a stream of it is read."""
