"""What a user can do, one verb each: read, rules, changes. A flow plans; the book writes."""
