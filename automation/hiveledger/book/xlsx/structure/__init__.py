"""What is more than a cell's value: rows that tables gain or lose, columns and sheets that join or go, formats."""
