"""Practice: exercises that a learner does in a lab, judged by what crossed the wire and by what is there.

An exercise is a page of Markdown (`exercise`): a task, how the lab is broken, the goals, hints, ways that do
not lead there, and ways that do. What was typed is never looked at.
"""
