"""The line that this program explains, as it is shown: the two commands, and the pipe between them."""

from explain.hosts.registry import REGION, Registry

LEFT = f"aws ecr get-login-password --region {REGION} |"
RIGHT = "docker login --username AWS --password-stdin"
LINE = f"{LEFT} {RIGHT} {Registry().host}"
