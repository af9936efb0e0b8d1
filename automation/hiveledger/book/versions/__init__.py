"""What is known of a book besides its present version: former ones, what each holds of our runs, what people did."""
