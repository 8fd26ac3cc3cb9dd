"""How a text is disguised: one file for each family, each with the pattern that asks for it."""
