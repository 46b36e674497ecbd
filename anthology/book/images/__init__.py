"""Pictures of the essays: collected, checked, placed; drawings in `svg`."""
