"""The certificate files that an example tells of in its comments, such as `# pki issue remote-r1, ends in 10 days`.

They are really made, in a temporary directory, because what rules judge is files. One comment does one thing, in order:

    # pki init                                  the authority, its certificate, an empty list (again: with another key)
    # pki issue ROUTER                          a key, if there is none, and a certificate for a year
    # pki issue ROUTER, ends in DAYS days       negative: it has ended
    # pki issue ROUTER, called NAME             with another subject alternative name
    # pki issue ROUTER, RSA of BITS bits        for a key of that kind
    # pki revoke ROUTER                         its certificate is on the list
    # pki list, ends in DAYS days               the list anew
    # pki another key of ROUTER                 the key is replaced, the certificate is not
    # pki no PEM in FILE                        the file holds something else
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from mcastcfg.lint.examples import PKI_COMMENT
from mcastcfg.model.certificate import certificate_file
from mcastcfg.model.load import loads
from mcastcfg.model.write import write_atomically
from mcastcfg.pki.authority import issued, lifetime, new_key
from mcastcfg.pki.office import Office
from mcastcfg.pki.pem import certificate_pem, private_key_pem


@lru_cache(maxsize=64)
def example_root(text: str) -> Path:
    """Return a directory, removed when the program ends, with the files that an example tells of."""
    root = Path(tempfile.mkdtemp(prefix="mcastcfg-example-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    network = loads(text, "inventory.yaml").network
    office = Office(network, root, next(iter(network.certificate_authorities)))
    for line in text.splitlines():
        if line.startswith(PKI_COMMENT):
            _do(office, line.removeprefix(PKI_COMMENT))
    return root


def _do(office: Office, told: str) -> None:
    for pattern, act in _ACTS.items():
        found = re.fullmatch(pattern, told)
        if found is not None:
            act(office, *found.groups())
            return
    raise ValueError(f"an example tells of {told!r}, which nobody knows how to do")


def _called(office: Office, router: str, name: str) -> None:
    office.issue(router)
    key = office.certificate_of(router).public_key()
    certificate = issued(office.authority(), name, key, lifetime(office.now, 365))
    write_atomically(office.root / certificate_file(router), certificate_pem(certificate) + "\n")


def _rsa(office: Office, router: str, bits: str) -> None:
    key = rsa.generate_private_key(65537, int(bits))
    write_atomically(office.root / "secrets" / f"{router}.key", private_key_pem(key), mode=0o600)
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    office.issue(router, request=request)


def _another_key(office: Office, router: str) -> None:
    write_atomically(office.root / "secrets" / f"{router}.key", private_key_pem(new_key()), mode=0o600)


_ACTS: Mapping[str, Callable[..., object]] = {
    r"init": lambda office: office.found(force=True),
    r"issue ([\w-]+)": lambda office, router: office.issue(router),
    r"issue ([\w-]+), ends in (-?\d+) days": lambda office, router, days: office.issue(router, days=int(days)),
    r"issue ([\w-]+), called ([\w-]+)": _called,
    r"issue ([\w-]+), RSA of (\d+) bits": _rsa,
    r"revoke ([\w-]+)": lambda office, router: office.revoke(office.good_serials(router)),
    r"list, ends in (-?\d+) days": lambda office, days: office.refresh(list_days=int(days)),
    r"another key of ([\w-]+)": _another_key,
    r"no PEM in (\S+)": lambda office, file: write_atomically(office.root / file, "nothing\n"),
}
