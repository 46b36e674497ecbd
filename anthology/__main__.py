"""`python -m anthology` is the same as `anthology`."""

from anthology.cli import main

main()
