"""What is made of a recording: a page, a cast, a picture. Each is one file that needs nothing else."""

from __future__ import annotations

from explain.narration import Answered, Asked, Prose, SectionBegan

WORDS = (SectionBegan, Prose, Asked, Answered)
"""The events that are the lesson's words; the others are evidence."""
