"""What stands in for the standard library in the pages' Python, and what answers for it there.

Brython brings a standard library, but `dataclasses`, `functools` and `typing` load half of it, and its
`re` needs its own engine. These are a hundredth of that, and hold what the modules use that explain a
line or an error. In a page they carry the names of what they stand in for (`explain.page.python`).
"""
