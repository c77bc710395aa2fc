"""The guest's half of the lab: runs inside the guest with nothing but Python's standard library.

The folder is copied into the guest as the package `agent`, hence the relative imports. The host imports
`shapes` (the topology) and `wire` (the control channel) from here, so that both sides share one definition.
"""
