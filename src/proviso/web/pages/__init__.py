"""One file a page: a frozen `…Page` value, and the functions that fill it."""
