"""Faults as values: each kind knows how it is made in a running lab, how exactly that is undone, and what it is called.

One file a kind; `FAULTS` below and `mcastcfg lab fault` are the two places that name them all.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mcastcfg.lab.faults.certificate import CertificateEnded
from mcastcfg.lab.faults.key import WrongKey
from mcastcfg.lab.faults.kill import DaemonKilled
from mcastcfg.lab.faults.link import LinkDown
from mcastcfg.lab.faults.loss import LinkLoss
from mcastcfg.lab.faults.partition import Partition
from mcastcfg.lab.faults.power import PowerCut

__all__ = ["CertificateEnded", "DaemonKilled", "Fault", "LinkDown", "LinkLoss", "Partition", "PowerCut", "WrongKey"]

Fault: TypeAlias = Annotated[
    LinkDown | LinkLoss | DaemonKilled | Partition | PowerCut | WrongKey | CertificateEnded,
    Field(discriminator="fault"),
]
"""Any of them, told apart by the word in `fault`."""
