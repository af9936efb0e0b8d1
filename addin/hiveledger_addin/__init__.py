"""The faces inside the spreadsheet: buttons, functions, and what installs them. No decisions."""
