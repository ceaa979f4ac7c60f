"""Explain one line of shell: `aws ecr get-login-password | docker login`."""

__version__ = "0.1.0"
