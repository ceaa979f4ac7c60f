"""Pre-flight: the checklist before a workshop, performed, and its result as a code to send to the trainer."""
