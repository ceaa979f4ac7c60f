"""What an account decides for its whole registry (AWS, API_PutAccountSetting)."""

from __future__ import annotations

from explain.cloud.hosts import RegistryHost

DEFAULTS = {
    "BASIC_SCAN_TYPE_VERSION": "AWS_NATIVE",
    "BLOB_MOUNTING": "DISABLED",
    "REGISTRY_POLICY_SCOPE": "V2",
}
"""Each setting with the value that a new registry has."""

VALUES = {
    "BASIC_SCAN_TYPE_VERSION": ("AWS_NATIVE", "CLAIR"),
    "BLOB_MOUNTING": ("ENABLED", "DISABLED"),
    "REGISTRY_POLICY_SCOPE": ("V1", "V2"),
}


class Settings:
    """The settings of all registries. Each account has one registry in each region."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str, str], str] = {}

    def get(self, account: str, region: str, name: str) -> str:
        """Return a setting's value."""
        return self._values.get((account, region, name), DEFAULTS[name])

    def put(self, account: str, region: str, name: str, value: str) -> None:
        """Give a setting another value."""
        self._values[account, region, name] = value

    def mounts(self, host: RegistryHost) -> bool:
        """Tell whether a registry mounts layers from one repository into another."""
        return self.get(host.account, host.region, "BLOB_MOUNTING") == "ENABLED"
