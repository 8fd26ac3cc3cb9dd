"""What make runs: set-up, checks, and the tables of the documentation."""
