"""Whether text in a secret's place is a secret: a gap to fill in, a word of prose, or chance itself."""

from __future__ import annotations

import re

from explain.masking.model import ANY, HEX, RANDOM, VALUE, WORD

PLACEHOLDER = re.compile(
    r"(?:\\{0,3}\${1,2}[A-Za-z_{(\[]|\$[0-9@*#?!](?![A-Za-z0-9$])|\{\{|\{[A-Za-z_$][^{}\n]*\}|#\{|<<|<%|%\(|\\\$|`"
    r"|<[A-Za-z][^<>\n]*>?|\[[A-Za-z][A-Za-z _-]*\]|(?:arn:aws|op://|file:|env:|vault:|ssm:|aws:[a-z])"
    r"|[^•]{0,8}••••|\*\*\*|!(?:Ref|Sub|GetAtt|ImportValue)(?![A-Za-z])|(?:id|type|realm|src|key|time|level|msg)=)"
)
"""What begins like this is filled in by something else: a variable, a placeholder, a reference, a mask."""

WHOLE = re.compile(
    r"(?:\{\}|%[A-Za-z_][A-Za-z0-9_]*%|%%?[A-Za-z]|--?[A-Za-z][A-Za-z-]*[A-Za-z]|-[A-Za-z]?|@-?|&|//?[gp]?|[.…*_~-]+|[xX]{2,}|[0-9]{1,2}"
    r"|\[[A-Za-z _-]+\]?|@[A-Za-z_.-]+@|__[A-Za-z_]+__"
    r"|(?:[A-Z]+_)*(?:PASSWORD|PASSWD|PASS|PW|PWD|TOKEN|SECRET|KEY|CREDS|CREDENTIALS?)(?:_[A-Z]+)*"
    r"|(?:my|your|the|ecr|some|registry)?[_ -]?(?:password|passwd|pass|pw|pwd|token|secret|key|credentials?)"
    r"|(?:YOUR|MY|SOME)[_A-Z -]*|(?:your|my|some)[_-][a-z_-]*|\[?(?:REDACTED|MASKED|FILTERED|HIDDEN)\]?"
    r"|(?:https?://)?(?:public\.ecr\.aws|[0-9]{12}\.dkr[.-]ecr[a-z0-9.-]*)(?::[0-9]+)?(?:/[a-z]{0,20}(?::[a-z0-9.]{1,10})?)?"
    r"|amazon/aws-cli(?::[a-z0-9.]{1,10})?|\((?:aws|cat|echo|Get-[A-Za-z]+)"
    r"|(?:data|var|local|module|each|self|secrets|steps|inputs|vars|params|env|process\.env|os\.environ"
    r"|response|result|config|settings|args|opts?|options|credentials?|creds|session|auth|aws_[a-z_]+)\.[A-Za-z_][A-Za-z0-9_.\[\]\"'-]*)"
)
"""Text that stands for a value or cannot be one: a gap, an option, the end of a sed command, a registry's host, code."""

_ORDINARY = (
    "a an the and or nor but not no none null nil undefined unset empty missing given is are was were be been being has have had does did "
    "do done can cannot could will would shall should may might must need needs needed requires require required via with without "
    "from for to in into on onto of off by at as if it its this that these those than then when where which who "
    "whose what how why you your our their my only instead both either neither over under after before because so such same also already still "
    "yet again just too very more most less any all each every some other another option options flag flags argument arguments "
    "value values field fields header headers variable parameter parameters setting settings file files stdin stdout prompt "
    "environment env true false yes string strings optional hidden masked redacted inherit invalid expired valid wrong unknown unexpected found set used "
    "using use uses read write reading written sent stored saved supplied provided specified expected received returned rejected "
    "refused denied failed failure error errors exit status here there see like between through until while about "
    "authentication authorization authenticated authorized credential credentials password passwords token tokens secret secrets key keys username user "
    "account registry login logins helper store expires expiry inappropriate too unauthorized forbidden default generated typed typing pasted printed passed "
    "insecure secure unsafe safe deprecated removed unsupported supported ignored allowed ok input output plain text name names id ids service server request "
    "response now never always once twice again goes stays comes gets got keep keeps kept hold holds belongs came stands stand one two three nothing anything something whatever base64 sha256 oauth2 sigv4 utf8 utf-8 "
    "aws docker podman ecr sts iam curl helm sudo echo basic bearer digest negotiate"
)  # fmt: skip
ORDINARY = frozenset(_ORDINARY.split())
"""Words of prose that follow the name of a secret where none is given."""

EDGES = ".,:;!?…)]}"
ESCAPES = re.compile(r"%(?:25)?(?:2[BbFf]|3[Dd])|\\{1,3}/|\\{1,3}u00(?:2[BbFf]|3[Dd])")
WORDS = re.compile(r"[a-z]{3,}")
UPPER = re.compile(r"[A-Z]")
LOWER = re.compile(r"[a-z]")
OF_ADDRESSES = re.compile(r"[_-]")
DIGIT = re.compile(r"[0-9]")
LETTER = re.compile(r"[A-Za-z]")

HEXADECIMAL = re.compile(r"(?:[0-9a-f]+|[0-9A-F]+)")
NO_END = re.compile(
    r"(?:[A-Z]?[a-z]*(?:[A-Z][a-z]{2,})*|[A-Z]{1,12}|[0-9]{1,8})(?:[_./-]+(?:[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})*|[A-Z]{1,12}|[0-9]{1,8}))*[_./-]*"
    r"|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[A-Z][A-Z0-9_]*"
)
"""Words, numbers and hosts, which follow a secret and are not its end."""

DIGESTS = (40, 56, 64, 96, 128)
"""Hexadecimal digits of a digest: SHA-1 (a commit), and the lengths of SHA-2."""

KEY = 40
"""The length of a secret access key, which is drawn from the 64 signs of base64."""


def passes(test: str, text: str) -> bool:
    """Say whether a text passes one of the detectors' tests."""
    if test == ANY:
        return True
    if test == RANDOM:
        return is_random(text)
    if test == HEX:
        return len(text.removeprefix("0x")) not in DIGESTS and bool(DIGIT.search(text))
    if PLACEHOLDER.match(text) or WHOLE.fullmatch(text):
        return False
    if test == VALUE:
        return True
    if text.rstrip(EDGES).lower() in ORDINARY:
        return False
    return test == WORD or is_telling(text)


def is_telling(text: str) -> bool:
    """Say whether a text is more than a word: letters with digits, of six characters or more."""
    return (
        len(text) >= 6
        and bool(DIGIT.search(text))
        and bool(LETTER.search(text))
        and "://" not in text
    )


def is_random(text: str) -> bool:
    """Say whether a run of base64's signs looks drawn by lot, and made of no words.

    Letters of both kinds and digits; of forty signs, which a key has, the digits may be missing, as they
    are in one of a thousand. Less than half is in runs of three small letters and more: by chance it is a
    seventh, and rarely as much as half; in words and paths two thirds. A key with digits is given that much.
    """
    run = ESCAPES.sub("/", text).rstrip("=")
    if not (UPPER.search(run) and LOWER.search(run)):
        return False
    is_key = KEY in (len(run), len(run.lstrip("-_/"))) and not OF_ADDRESSES.search(run.lstrip("-_"))
    if not is_key and not DIGIT.search(run):
        return False
    if len(run) < KEY and OF_ADDRESSES.search(run):
        return False
    most = 60 if is_key and DIGIT.search(run) else 45
    return len("".join(WORDS.findall(run))) * 100 < len(run) * most


def is_end(text: str, before: str, is_wrapped: bool) -> bool:
    """Say whether a line's first word is the end of the secret that the line before it ends with.

    Of a secret that is seen to be wrapped, by two lines of one width, any word is that is not an ordinary
    one; else it must look drawn by lot, or be hexadecimal like the line before.
    """
    signs = text.rstrip("=")
    if HEXADECIMAL.fullmatch(before) and HEXADECIMAL.fullmatch(text):
        return bool(DIGIT.search(text))
    if is_wrapped and signs != text:
        return True  # a word padded like base64 is not a secret
    if NO_END.fullmatch(signs):
        return False
    if is_wrapped or signs != text:
        return True
    return bool(UPPER.search(signs) and LOWER.search(signs)) and len(signs) >= 4
