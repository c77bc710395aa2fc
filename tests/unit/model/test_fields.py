"""The model's own shape, and values that are already of the right type."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from mcastcfg.errors import NodePath
from mcastcfg.model.fields import model_at
from mcastcfg.model.igmp import Igmp
from mcastcfg.model.interface import Interface
from mcastcfg.model.load import load
from mcastcfg.model.network import Network
from mcastcfg.model.pim import PimInterface
from mcastcfg.model.tunnel import TunnelEnd


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ((), Network),
        (("sites", "s", "routers", "r", "interfaces", "lan0"), Interface),
        (("sites", "s", "routers", "r", "interfaces", "lan0", "igmp"), Igmp),
        (("tunnels", "t", "ends", 0), TunnelEnd),
        (("tunnels", "t", "ends", 1, "pim"), PimInterface),
        (("nowhere",), None),
        (("name",), None),
        (("name", "below"), None),
        (("sites",), None),
    ],
)
def test_which_class_validates_a_path(path: NodePath, model: type | None) -> None:
    assert model_at(path) is model


def test_a_network_is_made_from_its_own_values_again(two_office: Path) -> None:
    network = load(two_office).network
    assert Network.model_validate(network.model_dump()) == network
    assert Network.model_validate_json(network.model_dump_json()) == network


def test_a_network_is_frozen(two_office: Path) -> None:
    network = load(two_office).network
    with pytest.raises(ValidationError, match="frozen"):
        network.name = "other"  # type: ignore[misc]
