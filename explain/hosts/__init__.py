"""Registries' host names, as the client side reads them.

`partitions` is the table of AWS's regions. `registry` reads a name that is right; `meant` reads what
somebody meant by a name that is right or nearly right.
"""
