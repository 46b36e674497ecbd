"""Reference styles: how an entry is printed and where it stands in the list; `entries.STYLES` is the table."""
