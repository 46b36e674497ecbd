"""The `cache` command: where the cache is and how large, or clear it."""

from __future__ import annotations

import click

from anthology.cli.main import main
from anthology.cli.output import format_size


@main.command()
@click.option("--clear", is_flag=True, help="Remove every entry.")
def cache(clear: bool) -> None:
    """Say where the cache is, what is in it and how large it may grow.

    Builds keep there what they have set in type; what was used longest ago goes first. Without it nothing is lost but
    time.

    \b
    anthology cache                  where it is and how large
    anthology cache --clear          empties it
    """
    from anthology.core.cache import Cache, default_cache_folder

    cache = Cache(folder=default_cache_folder())
    if clear:
        cache.clear()
    count = cache.count()
    entries = "1 entry" if count == 1 else f"{count} entries"
    click.echo(f"{cache.folder}\n{entries}, {format_size(cache.size())} of at most {format_size(cache.limit)}")
