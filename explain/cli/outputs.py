"""The names of the outputs and of the dockers that one may choose from."""

from __future__ import annotations

from typing import Literal

Output = Literal["auto", "rich", "plain", "json"]
CommandOutput = Literal["auto", "rich", "plain", "json", "github"]
Docker = Literal["auto", "real", "stand-in"]
