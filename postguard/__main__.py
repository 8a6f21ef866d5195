"""`python -m postguard`."""

from postguard.cli import main

main()
