"""Books: where tables are read and changes written."""
