from mcastcfg.platforms import frr
from mcastcfg.platforms.base import activation_for


def test_a_tunnels_file_names_its_interface() -> None:
    found = activation_for(frr.ACTIVATIONS, "/etc/network/interfaces.d/mcastcfg-gre12")
    assert found is not None
    assert found.before == ("ifdown --force gre12",)
    assert found.commands == ("ifup gre12",)


def test_a_file_is_named_in_its_commands() -> None:
    found = activation_for(frr.ACTIVATIONS, frr.GUARD)
    assert found is not None
    assert found.commands == ("nft -c -f /etc/mcastcfg/guard.nft", "nft -f /etc/mcastcfg/guard.nft")


def test_a_file_of_someone_else_has_none() -> None:
    for path in ("/etc/passwd", "/etc/network/interfaces.d/mcastcfg-", "/etc/network/interfaces.d/other-gre1", ""):
        assert activation_for(frr.ACTIVATIONS, path) is None
