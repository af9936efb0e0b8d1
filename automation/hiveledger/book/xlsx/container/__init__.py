"""The zip that a workbook is: read so that parts can be copied as they lie, written anew, and read back."""
