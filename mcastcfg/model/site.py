"""Sites, their routers and their hosts."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.addresses import UnicastAddress, WrittenPrefix
from mcastcfg.model.base import InterfaceName, Name, Node, Text, Whole
from mcastcfg.model.certificate import InventoryFile
from mcastcfg.model.interface import Interface
from mcastcfg.model.management import Management
from mcastcfg.model.mpls import Mpls
from mcastcfg.model.secret import SecretRef


class Route(Node):
    """A unicast route the router already has; mcastcfg reckons with it and does not configure it."""

    prefix: WrittenPrefix
    """Destination."""
    next_hop: UnicastAddress
    """Address of the next router."""
    vrf: Name | None = None
    """The VRF it stands in; such a route is configured by mcastcfg, as the VRF is, and its VPN learns it."""


class Router(Node):
    """One router; how it is reached stands here under `management`, or in hosts.yaml, Nornir's own file."""

    platform: Name
    """What runs on it: a platform id such as `frr` or `cisco_xe`."""
    description: Text = ""
    """Where it stands, or what it is."""
    interfaces: dict[InterfaceName, Interface] = Field(min_length=1)
    """Interfaces by the router's own names."""
    routes: tuple[Route, ...] = ()
    """Routes that the network has already, beside the default route through a wan gateway."""
    management: Management | None = None
    """How mcastcfg reaches it, where hosts.yaml has no entry for it."""
    certificate: InventoryFile | None = None
    """Its certificate, a PEM file in the inventory, its subject alternative name the router's name (RFC 4945 section
    5.1.3.6); left out, `pki/<router>.pem`."""
    private_key: SecretRef | None = None
    """Reference to the certificate's private key in PEM; left out, `file:secrets/<router>.key`."""
    mpls: Mpls | None = None
    """Label switching, on routers of a provider's core."""


class Host(Node):
    """A machine on a LAN that sends or receives."""

    address: UnicastAddress
    """Its address; the LAN is the one whose prefix holds it."""
    description: Text = ""
    """What it is."""


class Site(Node):
    """A place with routers and hosts; one file each."""

    description: Text = ""
    """Where it is."""
    pim_domain: Name
    """The PIM domain its routers belong to."""
    asn: Whole | None = Field(default=None, ge=1, le=4294967295)
    """Number of the autonomous system it belongs to (RFC 6793); sites of one number are one system."""
    topology: Name | None = None
    """A topology: every router here with a wan interface gets a tunnel from the first one to each of its hubs."""
    routers: dict[Name, Router] = Field(min_length=1)
    """Routers by name; names are unique in the network."""
    hosts: dict[Name, Host] = Field(default_factory=dict)
    """Hosts by name; names are unique in the network."""
