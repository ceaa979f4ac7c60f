"""A hub on loopback whose room is the one that `explain-ecr room hub` wrote for The Littlest JupyterHub.

That one starts places through systemd, and its proxy is traefik. Here a place is a process of a user id that
the system has not given to anybody (as in a container of a cluster), and the proxy is the hub's usual one.
"""

import os
import secrets
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner

c = get_config()  # noqa: F821 (JupyterHub hands it in)
FOLDER = Path(os.environ["HUB_FOLDER"])
PORT = int(os.environ["HUB_PORT"])
FIRST_USER = 20_000


class Place(SimpleLocalProcessSpawner):
    """A process of the learner's own user, where the hub may choose one."""

    def make_preexec_fn(self, name):
        home, user = Path(self.home_dir), FIRST_USER + self.user.id

        def become():
            home.mkdir(parents=True, exist_ok=True)
            if os.getuid() == 0:
                os.chown(home, user, user)
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            os.chdir(home)

        return become


load_subconfig(str(FOLDER / "config/jupyterhub_config.d/explain_ecr_room.py"))  # noqa: F821

c.JupyterHub.spawner_class = Place
c.SimpleLocalProcessSpawner.home_dir_template = str(FOLDER / "homes/{username}")
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORT + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
c.ConfigurableHTTPProxy.command = os.environ["HUB_PROXY"]
c.ConfigurableHTTPProxy.auth_token = secrets.token_hex(32)
c.JupyterHub.db_url = f"sqlite:///{FOLDER}/hub.sqlite"
c.JupyterHub.cookie_secret = secrets.token_bytes(32)
# What is started here is known by this variable, wherever it ends up (usage.py).
MARK = {"HUB_FOLDER": str(FOLDER)}
c.Spawner.environment = {**MARK, "EXPLAIN_ECR_ROOM": str(FOLDER / "room")}
for service in c.JupyterHub.services:
    service["environment"] = MARK
c.JupyterHub.services.append({"name": "test", "api_token": os.environ["HUB_TOKEN"]})
c.JupyterHub.load_roles.append(
    {
        "name": "test",
        "services": ["test"],
        "scopes": ["list:users", "read:users", "read:servers", "servers", "access:servers"],
    }
)
