"""`python -m explain.cli`: the same as `explain-ecr`."""

from explain.cli import main

main()
