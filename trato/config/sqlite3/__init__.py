"""Django's own backend for SQLite, but for how a statement's places are written."""
