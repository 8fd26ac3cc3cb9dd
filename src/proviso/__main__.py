"""`python -m proviso` is `proviso`."""

from proviso.cli import main

if __name__ == "__main__":
    main()
