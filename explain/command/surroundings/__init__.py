"""What stands around a command where people keep it: YAML, a Makefile, a Jenkinsfile, a program, a crontab.

It is taken off, so that the command is read as its shell reads it, and stays around what is corrected.
"""

from __future__ import annotations

from explain.command.surroundings.around import around, texts
from explain.command.surroundings.back import place_before, put_all_back, put_back
from explain.command.surroundings.model import Inside
from explain.command.surroundings.readers import insides, read

__all__ = [
    "Inside",
    "around",
    "insides",
    "place_before",
    "put_all_back",
    "put_back",
    "read",
    "texts",
]
