"""What pytest does not look into."""

collect_ignore = ["calc_person.py"]  # runs under Debian's own Python, which alone has LibreOffice's module
