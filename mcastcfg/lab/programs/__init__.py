"""Programs that run inside the lab's nodes: one file each, Python's standard library only, sent as text.

The host imports them for their data shapes and for the tests; nothing here may import anything of mcastcfg.
"""
