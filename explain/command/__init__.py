"""A command line as it was typed -> its parts, what each does, and what is wrong. Nothing is executed."""
