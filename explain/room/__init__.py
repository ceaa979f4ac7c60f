"""A room of learners: ready before the day, what each of them sends, and what the trainer sees."""
