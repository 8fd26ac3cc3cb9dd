"""Check digits and closed forms of numbers, each after its published rule: what tells a real number from a random one."""
