"""One recognizer a file, ending in `RECOGNIZER`. They are found by scanning this folder; none leans on a sibling."""
