"""How hier_config, a parser we did not write, calls the platforms whose configuration it can read."""

from __future__ import annotations

from hier_config import Platform

DIALECTS = {
    "arista_eos": Platform.ARISTA_EOS,
    "cisco_xe": Platform.CISCO_IOS,
    "juniper_junos": Platform.JUNIPER_JUNOS,
    "vyos": Platform.VYOS,
}
