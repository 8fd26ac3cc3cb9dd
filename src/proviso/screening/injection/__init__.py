"""Does a text give orders to an AI tool (OWASP LLM01)? Cues that ask for a look, and learned weights that judge it."""
