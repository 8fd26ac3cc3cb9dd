"""Everything that leaves for others: one file each."""
