"""Secrets recognised by their look, wherever they are."""

from __future__ import annotations

from explain.masking.fragments import LINE_END, LINE_START
from explain.masking.model import ANY, HEX, RANDOM, Detector

_BASE64 = r"(?:[A-Za-z0-9+/_-]|\\{1,3}/|%(?:25)?(?:2[BbFf]|3[Dd])|\\{1,3}u00(?:2[BbFf]|3[Dd])|=|\.(?=[A-Za-z0-9_-]))"
"""A sign of base64, as it is, or escaped for JSON or for an address; a JWT has dots between its parts."""

_START = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
"""Where a word begins, also after an escape."""

_BEGINNINGS = {
    "eyJ": (9, ("eyj",)),  # base64 of `{"`: ECR's passwords, a JWT, `.dockerconfigjson`
    "QVdTO": (4, ("qvdto",)),  # of `AWS:`, as ECR's tokens and `auth` begin
    "AQ[A-Z][A-Z]A": (12, ("aq",)),  # a blob of KMS, as ECR's first passwords were
    "(?:IQoJ|FwoG|FQoG)": (16, ("iqoj", "fwog", "fqog")),  # a session token of STS
    # those in base64 once more
    "(?:ZXlK|UVZkVE|QVFFQ0FI|QVFJQ0FI|SVFvSm)": (
        10,
        ("zxlk", "uvzkve", "qvffq0fi", "qvfjq0fi", "svfvsm"),
    ),
}
"""How a token begins, with the signs that follow at least, and with the needles."""

ECR = "|".join(list(_BEGINNINGS)[:3])
"""How ECR's passwords begin, today and at first, and its tokens."""

_TOKENS = (
    # docker, GitHub, GitLab: docs.docker.com/security/access-tokens, github.blog/2021-04-05-behind-githubs-
    # new-authentication-token-formats, docs.gitlab.com/security/tokens#token-prefixes
    r"dckr_[a-z]{2,4}_[A-Za-z0-9_-]{8,}",
    r"gh[a-z]_[A-Za-z0-9_]{12,}",
    r"github_pat_[A-Za-z0-9_]{12,}",
    r"gl[a-z]{2,7}-[A-Za-z0-9_.-]{12,}",
    r"GR1348941[A-Za-z0-9_-]{12,}",
    # packages: npm, PyPI, RubyGems, crates.io, JFrog, NuGet
    r"npm_[A-Za-z0-9]{16,}",
    r"pypi-[A-Za-z0-9_-]{16,}",
    r"rubygems_[a-f0-9]{16,}",
    r"(?:AKCp|cmVmdGtu)[A-Za-z0-9]{10,}",
    r"oy2[a-z0-9]{43}",
    # Slack, Google, Stripe, SendGrid, Twilio, Mailgun, Shopify, Square
    r"xox[a-z]-[A-Za-z0-9-]{8,}",
    r"xapp-[A-Za-z0-9-]{8,}",
    r"AIza[A-Za-z0-9_-]{20,}",
    r"ya29\.[A-Za-z0-9_.-]{16,}",
    r"GOCSPX-[A-Za-z0-9_-]{12,}",
    r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}",
    r"whsec_[A-Za-z0-9+/=]{12,}",
    r"SG\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{8,})?",
    r"SK[0-9a-f]{32}",
    r"key-[0-9a-f]{32}",
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}",
    r"sq0[a-z]{3}-[A-Za-z0-9_-]{16,}",
    # HashiCorp, Azure, DigitalOcean, Databricks, Doppler, Pulumi, Grafana, New Relic, Sentry
    r"hv[sbr]\.[A-Za-z0-9_-]{12,}",
    r"s\.[A-Za-z0-9]{24}",
    r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{16,}",
    r"[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{24,}",
    r"do[opr]_v1_[a-f0-9]{16,}",
    r"dapi[a-f0-9]{16,}",
    r"dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9_.-]{12,}",
    r"pul-[a-f0-9]{40}",
    r"gl(?:sa|c)_[A-Za-z0-9_+/=]{16,}",
    r"NRAK-[A-Z0-9]{16,}",
    r"sntry[su]_[A-Za-z0-9+/=_-]{16,}",
    # Atlassian, Linear, Postman, Hugging Face, OpenAI, Anthropic, Telegram, age
    r"AT(?:ATT|CTT|BB)[A-Za-z0-9+/=_-]{16,}",
    r"lin_api_[A-Za-z0-9]{16,}",
    r"PMAK-[a-f0-9-]{16,}",
    r"hf_[A-Za-z0-9]{16,}",
    r"sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,}",
    r"[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{16,}",
)
_HINTS = (
    *("dckr_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "gl", "gr1348941", "npm_", "pypi-"),
    *("rubygems_", "akcp", "cmvmdgtu", "oy2", "xox", "xapp-", "aiza", "ya29.", "gocspx-", "k_live_", "k_test_"),
    *("whsec_", "sg.", "sk", "key-", "shp", "sq0", "hvs.", "hvb.", "hvr.", "s.", ".atlasv1.", "q~", "_v1_"),
    *("dapi", "dp.", "pul-", "nrak-", "sntry", "atatt", "atctt", "atbb", "lin_api_", "pmak-", "hf_"),
    *(":aa", "age-secret"),
)  # fmt: skip

KNOWN = (
    r"(?:eyJ|QVdTO|AQ[A-Z][A-Z]A|IQoJ|FwoG|FQoG|dckr_|gh[a-z]_|github_pat_|glpat-|pypi-)"
    r"[A-Za-z0-9+/=_.-]+"
)
"""A token that is public by its first characters."""

_NO_DIGEST = (
    r"(?<!SHA256:)(?!(?<=sha256%)3[Aa][0-9a-f]{64}(?![A-Za-z0-9+/]))(?<!h1:)(?<!sha256=)(?<!sha256=\")(?!sha256-[A-Za-z0-9+/]{43}=|sha384-[A-Za-z0-9+/]{64}|sha512-[A-Za-z0-9+/]{86}==)"
    r"(?<!x-amz-id-2: )(?<!HostId>)(?<![Ee]xtended [Rr]equest [Ii][Dd]: )(?<![Ee]xtended [Rr]equest [Ii][Dd] )"
)
"""Fingerprints in base64, request ids of S3, and a digest in a URL are told by what comes before them."""

_PEM_LINES = r"(?:(?:\\{1,3}r|\r)?(?:\\{1,3}n|\n)[ \t]{0,40}[A-Za-z0-9+/=]{1,100})"

LOOKS = (
    *(
        Detector(f"beginning {beginning}", needles, rf"{_START}{beginning}{_BASE64}{{{least},}}|{beginning}{_BASE64}{{20,}}", ANY, exact=True)
        for beginning, (least, needles) in _BEGINNINGS.items()
    ),
    Detector("token", _HINTS, rf"{_START}(?:{'|'.join(_TOKENS)})", ANY, exact=True),
    # With its end; cut off, as far as there are lines of base64.
    Detector(
        "private key", ("private key",),
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----"
        rf"((?:[^-]|-{{1,4}}(?!-)){{0,20000}}(?=-----END)|{_PEM_LINES}+)",
        ANY, exact=True,
    ),
    # A webhook's path is all that it asks for.
    Detector("webhook", ("hooks.slack.com", "webhook.office.com", "discord"), r"(?:hooks\.slack\.com/(?:services|workflows|triggers)/|webhook\.office\.com/webhookb2/|discord(?:app)?\.com/api/webhooks/)([a-z0-9/@_-]{12,})", ANY),
    Detector("hex", (), r"(?:(?<![0-9A-Za-z:])|(?<=\\[nrt]))(?:0x)?(?:[0-9a-f]{40,}|[0-9A-F]{40,})(?![0-9A-Za-z])", HEX, exact=True),
    Detector("hex of a token", ("65794", "4157533", "51566454"), r"(?<![0-9a-z])((?:65794a|4157533a|515664544f)[0-9a-f]{16,})", ANY),
    Detector("escaped hex", ("\\x",), r"((?:\\{1,2}x[0-9a-f]{2}){16,})", ANY),
    Detector("hex in pairs", ("65", "41"), r"(?<![0-9a-z])((?:65[ :]79[ :]4a|41[ :]57[ :]53[ :]3a)(?:[ :][0-9a-f]{2}){8,})", ANY),
    Detector("hex dump", ("00:", "000 "), rf"{LINE_START}([0-9a-f]{{7,8}}:? {{1,2}}(?:[0-9a-f]{{2,4}} {{1,2}}){{7,16}}[^\n]*)", ANY),
    # Forty characters are the length of a secret access key; what is longer is a token, or a line of one.
    Detector(
        "run", (),
        rf"(?:(?<![A-Za-z0-9+/_-])|(?<=://))(?!//){_NO_DIGEST}"
        r"(?:[A-Za-z0-9+/_-]|%(?:25)?(?:2[BbFf]|3[Dd])|\\{1,3}/|\\{1,3}u00(?:2[BbFf]|3[Dd])){24,}={0,2}",
        RANDOM, exact=True,
    ),
    Detector(
        "run on a separate line", (),
        rf"{LINE_START}[ \t\"',;:>|+]{{0,20}}([A-Za-z0-9+/]{{16,23}}={{0,2}})[ \t\"',;:|]{{0,20}}{LINE_END}",
        RANDOM, exact=True,
    ),
)  # fmt: skip
