"""The one table of what tells a secret: the name before it, its place in a program's line, its look.

The order does not matter for what is found: all spans are united.
"""

from __future__ import annotations

from explain.masking.fragments import (
    BARE,
    GAP,
    GIVEN,
    LINE_END,
    LINE_START,
    NAMES,
    NO_CALL,
    PLACE,
    QUOTE,
    QUOTED,
)
from explain.masking.looks import LOOKS
from explain.masking.model import ANY, COMMAND, NAMED, PIPELINE, TELLING, VALUE, WORD, Detector

_B = r"[ \t]{0,20}"
_SEPARATED = rf"(?:{_B},[ \t\r\n]{{0,40}}|{GAP}{{1,40}})"
_LATER = r"[a-z0-9_.-]{0,60}(?![\s\S])"
_SAID = rf"(?:echo|printf|yes|write-output|write-host)(?:{GAP}{{1,20}}-[a-z]{{1,3}})?(?:{GAP}{{1,20}}[\"']?(?:%[sb]|\\[nr0c]){{1,4}}[\"']?)?"
# Name and sign of the first cookie that is not filled in.
_COOKIE = rf"(?:[^ \t\r\n\"'=;]{{1,80}}=[^\r\n\"';]{{0,200}};[ \t]{{0,4}}){{0,6}}?[^ \t\r\n\"'=;]{{1,80}}={PLACE}"
_OF_ECHO = rf"(?:\$\(|`){_B}{_SAID}{GAP}{{1,20}}(?![\"'][^\"'\n]{{0,200}}%[sb]){GIVEN}"

# Right after the name of a secret.
BY_NAME = (
    # PASSWORD=…, --token=…, -e DB_PASS=…, ?X-Amz-Security-Token=…, "--password=…", $env:TOKEN='…'
    # A quotation mark that closes what ends with `=`, as base64 does, begins no value.
    Detector("assigned", NAMES, rf"(?:{QUOTE})?=(?!=)(?![\"'][ \t\r\n,;:.)\]}}]){GIVEN}", VALUE, NAMED),
    # "SecretAccessKey": "…", 'password' => '…', \"auth\": \"…\", password = "…"
    Detector("in quotes", NAMES, rf"(?:{QUOTE}{_B}[:=]>?[ \t\r\n]{{0,40}}|{_B}=(?!=){_B}){QUOTED}", VALUE, NAMED),
    Detector("behind a key in quotes", NAMES, rf"{QUOTE}{_B}[:=]>?{_B}{PLACE}({BARE})(?={_B}(?:[,}}\]]|{LINE_END}))", WORD, NAMED),
    # aws_secret_access_key = … on the rest of its line, as files of settings have it. PowerShell's `$token = aws …`
    # has more words, and `$token = $other` one that is not a secret.
    Detector("set", NAMES, rf"(?:[ \t]{{1,20}}=(?!=){_B}|=[ \t]{{1,20}}){NO_CALL}{PLACE}({BARE})(?={_B}(?:[#;][^\n]*)?{LINE_END})", WORD, NAMED),
    # password: …, alone on its line, as YAML and headers have it; and further on in a line, where prose is too
    Detector("line of YAML", NAMES, rf"{_B}:[ \t]{{1,20}}(?:{QUOTED}|{NO_CALL}{PLACE}({BARE})(?={_B}(?:#[^\n]*)?{LINE_END}))", WORD, NAMED, (rf"{LINE_START}[ \t>*<+#|-]{{0,40}}{_LATER}",)),
    Detector("in prose", NAMES, rf"(?:{QUOTE})?{_B}:[ \t]{{1,20}}{GIVEN}", TELLING, NAMED),
    Detector("block of YAML", NAMES, rf":[ \t]{{1,20}}[|>][+-]?{_B}\r?\n((?:[ \t]{{1,60}}[^ \t\r\n][^\n]*(?:\n|(?![^\n])))+)", ANY, NAMED),
    # --password …, -Token …, and as a list of arguments has it: "--password", "…"
    Detector("option", NAMES, rf"(?:{QUOTE})?{_SEPARATED}(?!-[a-z-]){GIVEN}", WORD, NAMED, (rf"(?<![a-z0-9_.-])--?{_LATER}",)),
    # aws configure set aws_secret_access_key …; ENV TOKEN … of a Dockerfile; setx, setenv, fish's set -x
    Detector("set by a word", NAMES, rf"{GAP}{{1,20}}(?!-[a-z-]){GIVEN}", WORD, NAMED, (rf"(?:configure{GAP}{{1,20}}set|setx|setenv|set[ \t]{{1,20}}-g?x|{LINE_START}[ \t]{{0,20}}env){GAP}{{1,20}}{_LATER}",)),
    # PASSWORD=$(echo …), --password "$(printf %s …)"
    Detector("echoed for a name", NAMES, rf"(?:=|{GAP}{{1,20}})(?:{QUOTE})?{_OF_ECHO}", WORD, NAMED),
    # setPassword("…"), .withPassword("…") of a program
    Detector("set by a call", NAMES, rf"\({_B}{QUOTED}", WORD, NAMED, (rf"(?:with|set){_LATER}",)),
    # name: DB_PASSWORD and below it value: …; {{"name": "DB_PASSWORD", "value": "…"}}
    Detector("name and value", ("value",), rf"(?:{QUOTE})?[ \t\r\n,;-]{{1,40}}(?:{QUOTE})?value(?:{QUOTE})?{_B}[:=]{_B}{GIVEN}", VALUE, NAMED),
    Detector("element of XML", ("</",), r"(?:[ \t][^<>\n]{0,200})?>([^<>\n]{1,6000})</", VALUE, NAMED, (rf"<{_LATER}",)),
    # X-Vault-Token: …, PRIVATE-TOKEN: …, X-Api-Key: …
    Detector("header", ("-",), rf"(?:{QUOTE})?{_B}:{_B}{GIVEN}", WORD, NAMED, (r"[a-z0-9]-(?![\s\S])",)),
)  # fmt: skip

BY_NAME_AND_FORM = (
    # Names that are nothing else, also in a line with more after them
    Detector(
        "setting of aws", ("secret_access_key", "session_token", "security_token", "secretaccesskey", "secretkey", "sessiontoken"),
        rf"(?:secret_access_key|session_token|security_token|secretaccesskey|secretkey|sessiontoken)(?:{QUOTE})?(?:{_B}[:=]{_B}|[ \t]{{1,20}}(?![:=])){GIVEN}", WORD,
    ),
    # machine … login … password …
    Detector("netrc", ("machine", "default"), rf"(?:login|account)[ \t\r\n]{{1,20}}[^ \t\r\n]{{1,200}}[ \t\r\n]{{1,20}}password[ \t\r\n]{{1,20}}{GIVEN}", WORD),
    # RFC 9110, 11.6.2; RFC 6265
    Detector("authorization", ("authorization",), rf"authorization(?:{QUOTE})?{_B}[:=]{_B}(?:{QUOTE})?(?:basic|bearer|digest|negotiate|token|apikey)[ \t]{{1,20}}{PLACE}([^ \t\r\n\"'`\\,;<>]{{1,8000}})", WORD),
    Detector("authorization without a scheme", ("authorization",), rf"authorization(?:{QUOTE})?{_B}:{_B}(?:{QUOTE})?(?!aws4){PLACE}([^ \t\r\n\"'`\\,;<>]{{1,8000}})", TELLING),
    Detector("scheme", ("basic ", "bearer "), r"(?<![a-z0-9-])(?:basic|bearer)[ \t]{1,20}([a-z0-9+/_.~-]{12,}={0,2})", TELLING),
    Detector("cookie", ("cookie",), rf"cookie2?(?:{QUOTE})?{_B}[:=]{_B}(?:{QUOTE})?{_COOKIE}([^\r\n\"']{{1,8000}})"),
    Detector("what docker hands to its engine", ("x-registry-",), rf"x-registry-(?:auth|config)(?:{QUOTE})?{_B}:{_B}{GIVEN}"),
    # password "…" rejected; my password is …
    Detector("password quoted in prose", ("passw", "passphrase"), rf"(?:password|passwd|passphrase)(?:[ \t]{{1,4}}(?:is|was))?[ \t]{{1,4}}{QUOTED}", TELLING),
    Detector("password told in prose", ("passw", "passphrase"), rf"(?:password|passwd|passphrase)[ \t]{{1,4}}(?:is|was)[ \t]{{1,4}}{PLACE}({BARE})", TELLING),
    # Signatures, which open what they sign until they expire
    Detector("signature", ("signature=", "sig=", "signature%3d"), r"(?<![a-z])(?:x-amz-|x-goog-)?(?:signature|sig)(?:=|%3d)([a-z0-9+/%_~-]{16,}={0,2})", ANY),
    # scheme://user:…@host, with one stroke where somebody made a path of it; and a key of docker's configuration without the scheme
    Detector("address", ("@",), rf":/{{1,2}}[^ \t\r\n/:@\"'<>]{{0,200}}:(?![0-9]{{1,5}}(?:/|[^0-9a-z]))(?!//){PLACE}((?:[^ \t\r\n@\"'<>:]|:(?!//)){{1,4000}}(?:@[^ \t\r\n@\"'<>:/]{{1,200}}){{0,2}})@"),
    Detector("address with a token", ("@",), r"://([^ \t\r\n/:@\"'<>]{8,4000})@", TELLING),
    Detector("address with a token as user", ("x-oauth-basic",), rf"://{PLACE}([^ \t\r\n/:@\"'<>]{{1,4000}}):x-oauth-basic@"),
    Detector("host with a login", ("@",), rf"(?<![a-z0-9_.:/@{{$-])[a-z0-9_.-]{{1,64}}:(?!//){PLACE}([^ \t\r\n@\"'<>:]{{1,4000}})@(?=[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]|:[0-9]))"),
    # ECR's user, before a host without a dot
    Detector("AWS before a host", ("aws:",), rf"(?<![a-z0-9_.:/@])aws:{PLACE}([^ \t\r\n@\"'<>:]{{1,4000}})@(?=[a-z0-9])"),
)  # fmt: skip

_CLIENT = r"(?<![a-z0-9_.-])(?:docker|podman|nerdctl|finch|buildah|skopeo|helm|oras|crane|regctl|img|registry|az|cf|oc|heroku|lima|singularity|apptainer)(?:\.exe)?(?![a-z0-9_.-])"
_LOGIN = r"(?<![a-z0-9_.@/-])login(?![a-z0-9_.-])"
_USER = r"[^ \t\r\n:\"'`;&|<>$\\]{0,200}"
_READS = r"--password-stdin|--token-stdin|--with-token|--secret-stdin|sudo[ \t]{1,20}-s(?![a-z])|--passphrase-fd[ =]0|/dev/stdin|convertto-securestring"
# A whole line that is printed, as into crontab, is not a password.
_NO_LINE = r"(?!\"(?:[^\"\\\n]|\\[^\n]){0,4000}--password-stdin|'[^'\n]{0,4000}--password-stdin)"
_HERE = rf"(?<!<)<<(?!<)-?{_B}[\"']?([a-z_]{{1,40}})[\"']?"
_END = r"[ \t]{0,40}\1(?![^\n])"
_BODY = rf"\n((?!{_END})[^\n]{{1,4000}}(?:\n(?!{_END})[^\n]{{1,4000}}){{0,40}})"
_JOINER = r"(?:[ \t]{0,20},[ \t\r\n]{0,40}|[ \t=]{0,20}|" + GAP + r"{0,20})"

BY_PLACE = (
    # docker login -p …
    Detector("-p of a login", ("-p",), rf"(?<=[ \t\n\"',\[])-p(?!assw|ull)(?:{QUOTE})?{_JOINER}(?!-[a-z-]){GIVEN}", WORD, COMMAND, (_CLIENT, _LOGIN)),
    Detector("-p of a login, echoed", ("-p",), rf"(?<=[ \t\n\"'])-p(?:{_B}=|{GAP}{{1,20}}|)(?:{QUOTE})?{_OF_ECHO}", WORD, COMMAND, (_CLIENT, _LOGIN)),
    Detector("-p of a login, alone", ("-p",), rf"(?<![a-z0-9_.@/-])login{GAP}{{1,20}}(?:-u{GAP}{{0,20}}[^ \t\n]{{1,100}}{GAP}{{1,20}})?-p(?!assw|ull){GAP}{{0,20}}(?!-[a-z-]){GIVEN}", WORD),
    # curl -u user:…
    Detector("user and password", ("-u", "-a"), rf"(?<=[ \t\n\"',\[])(?:-[a-z]{{0,8}}u|--user|--proxy-user|-a)(?:{QUOTE})?{_JOINER}(?:{QUOTE})?{_USER}:{PLACE}({BARE})", VALUE, COMMAND, (r"(?<![a-z0-9_.-])(?:curl|wget|https?|xh|ctr|crictl|az)(?:\.exe)?(?![a-z0-9_.:-])",)),
    Detector("AWS as user", ("aws:",), rf"(?:(?<=[ \t\n\"',\[])-[a-z]{{0,8}}u|--user|--[a-z]{{0,10}}-?creds)(?:{QUOTE})?{_JOINER}(?:{QUOTE})?aws:{PLACE}({BARE})"),
    Detector("cookie of curl", ("-b", "--cookie"), rf"(?<=[ \t\n])(?:-b|--cookie){_JOINER}(?:{QUOTE}{_COOKIE}([^\r\n\"']{{1,4000}})|{_COOKIE}([^ \t\r\n\"']{{1,4000}}))", VALUE, COMMAND, (r"(?<![a-z0-9_.-])curl",)),
    Detector("bearer of curl", ("--oauth2-bearer",), rf"--oauth2-bearer{_JOINER}{GIVEN}"),
    # skopeo copy --dest-creds user:…
    Detector("creds", ("creds",), rf"(?:(?<![a-z0-9_.-])--?(?:[a-z]{{1,10}}-)?creds(?:{QUOTE})?(?:{_B},[ \t\r\n]{{0,40}}|=|{GAP}{{1,20}})|(?<![a-z])creds=)(?:{QUOTE})?(?:{_USER}:|(?!{_USER}:))(?!-[a-z-]){PLACE}({BARE})", WORD),
    Detector("programs with a short option", ("-p", "-a", "-w", "-pw"), rf"(?<![a-z0-9_.-])(?:sshpass{GAP}{{1,20}}-p|redis-cli[^\n|;&]{{0,200}}[ \t]-a|ldap[a-z]{{1,10}}[^\n|;&]{{0,300}}[ \t]-w|plink[^\n|;&]{{0,300}}[ \t]-pw|htpasswd[ \t]{{1,20}}-[a-z]{{0,6}}b[a-z]{{0,6}}[ \t]{{1,20}}[^ \t\n]{{1,200}}[ \t]{{1,20}}[^ \t\n]{{1,200}}|openssl[^\n|;&]{{0,300}}[ \t]-k){GAP}{{0,20}}(?!-[a-z-]){GIVEN}"),
    Detector("-P of zip", ("zip",), rf"(?<![A-Za-z0-9_.-])(?:unzip|zip)[ \t](?:[^\n|;&]{{0,300}}[ \t])?-P{GAP}{{0,20}}{GIVEN}", VALUE, exact=True),
    Detector("login of vault", ("vault",), rf"(?<![a-z0-9_.-])vault{GAP}{{1,20}}login{GAP}{{1,20}}(?!-){GIVEN}", WORD),
    Detector("secret of GitHub", ("secret",), rf"(?<![a-z0-9_.-])gh{GAP}{{1,20}}secret{GAP}{{1,20}}set[^\n|;&]{{0,300}}[ \t](?:--body|-b)(?:=|{GAP}{{1,20}}){GIVEN}"),
    Detector("mask of GitHub", ("::add-mask::",), rf"::add-mask::{PLACE}([^\r\n\"'`]{{1,6000}})"),
    Detector("value of SSM", ("--value",), rf"--value(?:=|{GAP}{{1,20}}){GIVEN}", VALUE, COMMAND, ("put-parameter", "securestring")),
    Detector("string of PowerShell", ("convertto-",), rf"convertto-securestring{GAP}{{1,20}}(?:-[a-z]{{1,20}}{GAP}{{1,20}}){{0,4}}(?!-){GIVEN}"),
    Detector("sent by expect", ("send",), rf"(?:password|passphrase|token)[^\"'\n]{{0,20}}{QUOTE}[ \t\r\n;{{}}]{{0,20}}send(?:[ \t]{{1,4}}--)?[ \t]{{1,4}}{QUOTE}{PLACE}([^\"'\\\n]{{1,4000}})"),
    Detector("login of a program", ("login(",), rf"(?<![a-z0-9_])login\({_B}[\"'][^\"'\n]{{1,100}}[\"']{_B},[ \t\r\n]{{0,40}}{QUOTED}", WORD),
    # Only without a space: `mysql -p name` asks for the password of the database `name`. `-P` is a port.
    Detector("-p of mysql", ("mysql", "mariadb"), rf"(?<![A-Za-z0-9_.-])(?:mysql|mariadb)[a-z-]{{0,12}}[ \t](?:[^\n|;&]{{0,300}}[ \t])?-p(?![ \t]){GIVEN}", VALUE, exact=True),
    Detector("passphrase of openssl", ("pass:",), rf"(?<=[ \t\"'])pass:{PLACE}({BARE})"),
    # echo … | docker login --password-stdin; a text alone, which PowerShell prints; a here-string
    Detector("piped", ("echo", "printf", "yes", "write-"), rf"(?<![a-z0-9_.-]){_SAID}{GAP}{{1,20}}{_NO_LINE}(?:{QUOTED}|{PLACE}([^ \t\r\n\"'`;&|<>\\](?:[^\n\"'`;&|<>]{{0,6000}}[^ \t\r\n\"'`;&|<>])?))(?=[^|\n]{{0,400}}\|)", WORD, PIPELINE, (_READS,)),
    Detector("text piped", ("'", "\""), rf"{LINE_START}{_B}(?:{QUOTED})[\"']{_B}\|", VALUE, PIPELINE, (_READS,)),
    Detector("here-string", ("<<<",), rf"<<<{_B}{GIVEN}", VALUE, PIPELINE, (_READS,)),
    Detector("here-document", ("<<",), rf"(?:{_READS})[^\n]{{0,400}}{_HERE}[^\n]{{0,400}}{_BODY}"),
    Detector("here-document of a pipe", ("<<",), rf"{_HERE}[^\n|]{{0,400}}\|[^\n]{{0,400}}(?:{_READS})[^\n]{{0,400}}{_BODY}"),
    # docker login --password-stdin < <(echo …), <<< "$(echo …)"
    Detector("echoed in a substitution", ("<(", "<<<"), rf"(?:<{_B}<\({_B}{_SAID}{GAP}{{1,20}}{GIVEN}|<<<{_B}(?:{QUOTE})?{_OF_ECHO})", WORD, PIPELINE, (_READS,)),
    # echo … > password.txt
    Detector("written to a file", ("echo", "printf", "write-"), rf"(?<![a-z0-9_.-]){_SAID}{GAP}{{1,20}}[\"']?{PLACE}([^ \t\r\n\"'`;&|<>\\]{{1,6000}})[\"']?{_B}>{{1,2}}[ \t\"']{{0,4}}[^ \t\n\"'|;&<>]{{0,200}}(?:passw(?:or)?d|secret|token|(?<![a-z])(?:pw|pwd|pass))(?:\.txt)?(?![a-z0-9_./-])", WORD),
    # What `set -x` prints: one command of a pipe a line
    Detector("traced", ("--password-stdin",), rf"{LINE_START}[ \t0-9a-z:.-]{{0,40}}\+{{1,8}}[ \t]{{1,20}}{_SAID}[ \t]{{1,20}}'?{PLACE}([^ \t\r\n']{{2,4000}})'?{_B}\r?\n[^\n+]{{0,40}}\+{{1,8}}[ \t][^\n]{{0,400}}--password-stdin"),
    Detector("traced behind", ("--password-stdin",), rf"\+[ \t][^\n]{{0,400}}--password-stdin[^\n]{{0,400}}\n[^\n+]{{0,40}}\+{{1,8}}[ \t]{{1,20}}{_SAID}[ \t]{{1,20}}'?{PLACE}([^ \t\r\n']{{2,4000}})'?{_B}{LINE_END}"),
)  # fmt: skip

DETECTORS = (*BY_NAME, *BY_NAME_AND_FORM, *BY_PLACE, *LOOKS)
