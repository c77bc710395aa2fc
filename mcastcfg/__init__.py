"""mcastcfg: multicast over tunnels, from an inventory to a stream proven on the wire."""

__version__ = "0.1.0"
