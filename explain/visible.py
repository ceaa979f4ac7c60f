"""Text from outside, made safe for a terminal: what would steer it, or would not be seen, is shown escaped.

A token, a log, a file or an answer may hold anything: escape sequences that turn the screen over, a
carriage return that writes over a line, marks that reverse its order (https://trojansource.codes), letters
that nobody sees.
"""

from __future__ import annotations

from typing import Any

# Letters to Unicode, nothing to the eye: fillers of Hangul and Khmer, a joiner without a width, and the
# variation selectors in which text can be smuggled (Unicode, Default_Ignorable_Code_Point).
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(chr, range(0xE0100, 0xE01F0))
)


def visible(text: str) -> str:
    r"""Return a text as one line in which every character can be seen: ESC is `\x1b`, a line end `\x0a`."""
    if text.isprintable() and _UNSEEN.isdisjoint(text):
        return text
    return "".join(sign if _is_seen(sign) else _escaped(sign) for sign in text)


def visible_lines(text: str) -> str:
    """Return a text with every character visible but its line ends and tabs, which are left as they are."""
    if "\n" not in text and "\t" not in text:
        return visible(text)
    return "".join(sign if sign in "\n\t" or _is_seen(sign) else _escaped(sign) for sign in text)


def as_json(value: Any) -> str:
    r"""Return a value as JSON on one line, with `\u…` for what cannot be seen."""
    import json  # few commands need it, and it takes longer to load than this module

    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable() and _UNSEEN.isdisjoint(text):
        return text
    # Outside of strings, JSON of one line holds printable ASCII alone: what is escaped is in a string.
    return "".join(sign if _is_seen(sign) else json.dumps(sign)[1:-1] for sign in text)


def _is_seen(sign: str) -> bool:
    return sign.isprintable() and sign not in _UNSEEN


def _escaped(sign: str) -> str:
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
