"""`python -m explain`: the same as `explain-ecr`."""

from explain.cli import main

main()
