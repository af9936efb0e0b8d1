"""Puts the faces inside the spreadsheet where their programs look for them, takes them out, tells what blocks them."""
