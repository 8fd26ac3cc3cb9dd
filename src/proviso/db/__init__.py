"""All SQL: the store with its one group-commit writer, and one file a noun. Functions take `tx` first, never commit."""
