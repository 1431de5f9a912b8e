"""The dashboard: its widgets, and how they are laid out."""
