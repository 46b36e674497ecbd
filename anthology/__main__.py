"""`python -m anthology` is the same as `anthology`."""

from anthology.entry import run

run()
