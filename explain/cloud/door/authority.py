"""A certificate authority for one sandbox: made when it starts, gone when it ends.

Its key is never written. `cryptography` is at hand for the tokens; trustme, which is made for tests,
would add a package whose authorities may vouch for every name. This one may only for AWS's.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from explain.cloud.hosts import PUBLIC_REGISTRIES
from explain.cloud.partitions import PARTITIONS

if TYPE_CHECKING:
    import ssl

FILE_NAME = "authority.pem"

_BEFORE = timedelta(days=1)
_AFTER = timedelta(days=365)
"""TLS clients judge by the machine's clock, which nobody turns with the sandbox's."""

DOMAINS = sorted(
    {one.suffix for one in PARTITIONS}
    | {one.dual_stack_suffix for one in PARTITIONS}
    | {"on.aws", "on.amazonwebservices.com.cn", *PUBLIC_REGISTRIES}
)
"""What the sandbox's hosts end in. A certificate for any other name is worth nothing."""


class Authority:
    """Vouches for host names, towards clients that are told to trust `file`."""

    def __init__(self, folder: Path) -> None:
        now = datetime.now(UTC)
        self._valid = (now - _BEFORE, now + _AFTER)
        self._name = _name("explain-ecr: for one sandbox only")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._host_key = ec.generate_private_key(ec.SECP256R1())
        self._identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        self._folder = folder
        self.context = lru_cache(256)(self._new_context)
        self.file = folder / FILE_NAME
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._temporary(_pem(self._own_certificate())).replace(self.file)

    def _new_context(self, host: str) -> ssl.SSLContext:
        """Return what a server needs to be taken for this host."""
        import ssl  # with the first tunnel: a lab starts without it

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        chain = self._temporary(_private(self._host_key) + _pem(self._host_certificate(host)))
        try:
            context.load_cert_chain(chain)  # Python's ssl reads keys from files only
        finally:
            chain.unlink()
        return context

    def _own_certificate(self) -> x509.Certificate:
        domains = x509.NameConstraints([x509.DNSName(name) for name in DOMAINS], None)
        return (
            self._begun(self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(domains, critical=True)
            .add_extension(self._identifier, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _host_certificate(self, host: str) -> x509.Certificate:
        """Name the host as RFC 9525 wants it: nowhere but in the alternative names."""
        issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._identifier)
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        return (
            self._begun(_name("a host of the explain-ecr sandbox"), self._host_key.public_key())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(server, critical=False)
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        start, end = self._valid
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
        builder = builder.public_key(key).serial_number(x509.random_serial_number())
        return builder.not_valid_before(start).not_valid_after(end)

    def _temporary(self, content: bytes) -> Path:
        """Write a file that only this user can read, whatever the umask (as mkstemp does)."""
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(content)
        return Path(file.name)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(**allowed: bool) -> x509.KeyUsage:
    """Allow these uses of a key and no other (RFC 5280, 4.2.1.3)."""
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{**dict.fromkeys(names, False), **allowed})


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
