"""The ledger's mathematics: canonical records, the tree of RFC 9162, signed checkpoints, receipts. Pure."""
