"""The whole intent: everything the inventory directory says, merged."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.addresses import WrittenPrefix
from mcastcfg.model.base import Name, Node, Prefix, Text
from mcastcfg.model.bgp import Bgp
from mcastcfg.model.certificate import CertificateAuthority
from mcastcfg.model.daemon_restart import DaemonRestart
from mcastcfg.model.ipsec import IpsecProfile
from mcastcfg.model.msdp import Msdp
from mcastcfg.model.ospf import Ospf
from mcastcfg.model.pim import PimDomain
from mcastcfg.model.site import Host, Router, Site
from mcastcfg.model.stream import Stream
from mcastcfg.model.topology import Topology
from mcastcfg.model.tunnel import Tunnel
from mcastcfg.model.vrf import Vrf


class Pools(Node):
    """Ranges that numbers and addresses are taken from; `mcastcfg allocate` writes down what was taken."""

    tunnel_addresses: WrittenPrefix = Prefix("172.31.0.0/16")
    """Addresses inside tunnels: one /30 each, the tunnel's number says which."""


class Waiver(Node):
    """A finding the team has decided to live with."""

    rule: Name
    """Slug or code of the rule."""
    at: Text
    """The place it is waived at: the key path a finding shows, such as `tunnels.main-remote`, or a parent of it."""
    reason: Text = Field(min_length=10)
    """Why; at least a few words."""


class Network(Node):
    """One network of sites joined by multicast over tunnels."""

    name: Name
    """Short name of the network."""
    description: Text = ""
    """What it is for."""
    pools: Pools = Pools()
    """Ranges for what mcastcfg numbers by itself."""
    ipsec_profiles: dict[Name, IpsecProfile] = Field(default_factory=dict)
    """IPsec profiles by name."""
    certificate_authorities: dict[Name, CertificateAuthority] = Field(default_factory=dict)
    """Certificate authorities by name."""
    pim_domains: dict[Name, PimDomain] = Field(min_length=1)
    """PIM domains by name."""
    sites: dict[Name, Site] = Field(min_length=1)
    """Sites by name; one file each."""
    tunnels: dict[Name, Tunnel] = Field(default_factory=dict)
    """Tunnels by name."""
    topologies: dict[Name, Topology] = Field(default_factory=dict)
    """Topologies by name; each makes the tunnels of the sites that name it."""
    msdp: Msdp = Msdp()
    """Which rendezvous points tell each other about sources."""
    bgp: Bgp = Bgp()
    """What the BGP sessions between autonomous systems share."""
    vrfs: dict[Name, Vrf] = Field(default_factory=dict)
    """VRFs by name, which keep a provider's customers apart."""
    streams: dict[Name, Stream] = Field(default_factory=dict)
    """Streams by name."""
    ospf: Ospf = Ospf()
    """OSPF, where tunnels or interfaces ask for it."""
    daemon_restart: DaemonRestart = DaemonRestart()
    """How soon a routing daemon that died runs again."""
    waivers: tuple[Waiver, ...] = ()
    """Findings that are waived, each with its reason."""

    def routers(self) -> dict[str, tuple[str, Router]]:
        """Return router name -> (site name, router), in the order written."""
        return {name: (site, router) for site, s in self.sites.items() for name, router in s.routers.items()}

    def hosts(self) -> dict[str, tuple[str, Host]]:
        """Return host name -> (site name, host), in the order written."""
        return {name: (site, host) for site, s in self.sites.items() for name, host in s.hosts.items()}
