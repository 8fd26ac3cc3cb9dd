"""Words and forms of a request to decide about somebody (139-07.5), English and Spanish."""
