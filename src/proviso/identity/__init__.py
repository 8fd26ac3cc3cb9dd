"""Who the person is: sessions, tokens, key files."""
