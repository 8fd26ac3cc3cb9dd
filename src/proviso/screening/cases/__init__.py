"""Does a text tell one person's case, even anonymised (139-07.2.a.1)? Word classes, learned weights, and the signs they rest on."""
