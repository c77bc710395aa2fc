"""What a router's templates get, in the words of Arista's own renderer: the structured configuration that pyavd takes.

What pyavd has no words for is left out; test_arista_eos_pyavd.py names every line of ours that it therefore lacks.
"""

from __future__ import annotations

from typing import Any

Context = dict[str, Any]
Words = dict[str, Any]
FILTERED = ("IN", "OUT")


def structured(context: Context) -> Words:
    """Return the structured configuration of one router."""
    words: Words = {"hostname": context["router"]["name"], "ip_routing": True}
    words["ethernet_interfaces"] = [ethernet(i, context) for i in context["interfaces"] if i["role"] != "loopback"]
    words["loopback_interfaces"] = [loopback(i, context) for i in context["interfaces"] if i["role"] == "loopback"]
    words["tunnel_interfaces"] = [tunnel(one) for one in context["tunnels"]]
    words["standard_access_lists"] = standard_lists(context)
    words["static_routes"] = [{"prefix": r["prefix"], "next_hop": r["next_hop"]} for r in context["routes"]]
    words["vrfs"] = [
        {"name": v["name"], "ip_routing": True, "description": v["description"] or None} for v in context["vrfs"]
    ]
    for vrf in context["vrfs"]:
        words["static_routes"] += [
            {"vrf": vrf["name"], "prefix": r["prefix"]["prefix"], "next_hop": r["next_hop"]} for r in vrf["routes"]
        ]
    routes = [
        {"source_prefix": r["prefix"], "destinations": [{"nexthop": r["next_hop"]}]} for r in context["rpf_routes"]
    ]
    words["router_multicast"] = {"ipv4": {"routing": True, "rpf": {"routes": routes}}}
    if context["pim"]["rps"] or context["pim"]["ssm"]["groups"]:
        words["router_pim_sparse_mode"] = {"ipv4": sparse_mode(context)}
    if context["connections"]:
        words["ip_security"] = ip_security(context["connections"])
    if context["msdp"] is not None:
        words["router_msdp"], words["ip_access_lists"] = router_msdp(context["msdp"]), sa_filters(context["msdp"])
    if context["ospf"] is not None:
        redistributed = {source: {"enabled": True} for source in context["ospf"]["redistribute"]}
        words["router_ospf"] = {
            "process_ids": [{"id": 1, "router_id": context["ospf"]["router_id"], "redistribute": redistributed}]
        }
    if context["bgp"] is not None:
        words |= bgp(context["bgp"], with_ospf=context["ospf"] is not None)
    if context["vpn"] is not None:
        words["router_bgp"] = vpn(context["vpn"], context["vrfs"])
    if context["ldp"] is not None:
        words["mpls"] = ldp(context["ldp"])
    return words


def common(interface: Context) -> Words:
    words: Words = {"name": interface.get("interface", interface["name"])}
    if interface["description"]:
        words["description"] = interface["description"]
    return words


def ethernet(interface: Context, context: Context) -> Words:
    words = common(interface)
    if interface["vrf"] is not None:
        words["vrf"] = interface["vrf"]
        words["ip_address"] = interface["vrf_addresses"][0]["prefix"]
        words["ip_address_secondaries"] = [one["prefix"] for one in interface["vrf_addresses"][1:]]
    held = [{"boundary": interface["boundary"]["list"]}] if interface["boundary"] else []
    held += [{"boundary": interface["never"], "out": True}] if interface["never"] else []
    if held:
        words["multicast"] = {"ipv4": {"boundaries": held}}
    if (bfd := interface["bfd"]) is not None:
        words["bfd"] = {"interval": bfd["min_interval"], "min_rx": bfd["min_interval"], "multiplier": bfd["multiplier"]}
    if (pim := interface["pim"]) is not None:
        said = {"sparse_mode": True, "dr_priority": pim["dr_priority"], "neighbor_filter": pim["neighbor_list"]}
        said |= {"bfd": interface["bfd"] is not None}
        said |= {"hello": {"interval": pim["hello_interval"]}} if pim["hello_interval"] else {}
        words["pim"] = {"ipv4": {key: value for key, value in said.items() if value is not None}}
    if (ospf := interface["ospf"]) is not None:
        words |= {"ospf_area": ospf["area"], "ospf_network_point_to_point": ospf["point_to_point"]}
        words |= {"ospf_cost": ospf["cost"]} if ospf["cost"] is not None else {}
    if context["ldp"] is not None and interface["name"] in context["ldp"]["interfaces"]:
        words["mpls"] = {"ip": True, "ldp": {"interface": True}}
    return words


def loopback(interface: Context, context: Context) -> Words:
    words = common(interface)
    words["ip_address"] = interface["addresses"][0]["prefix"]
    words["ip_address_secondaries"] = [one["prefix"] for one in interface["addresses"][1:]]
    if interface["ospf"] is not None:
        words["ospf_area"] = interface["ospf"]["area"]
    if context["ldp"] is not None and interface["name"] == context["ldp"]["loopback"]:
        words["mpls"] = {"ldp": {"interface": True}}
    return words


def tunnel(one: Context) -> Words:
    words = common(one) | {"tunnel_mode": "gre", "path_mtu_discovery": True, "mtu": one["mtu"]}
    words |= {"ip_address": one["address"]["prefix"], "source": one["source"], "destination": one["destination"]}
    if one["mss"] is not None:
        words["tcp_mss_ceiling"] = {"ipv4": one["mss"]}
    if one["connection"] is not None:
        words["ipsec_profile"] = one["connection"]
    return words


def said_of(group: Context) -> str:
    return f"host {group['ip']}" if group["length"] == 32 else str(group["prefix"])


def standard_lists(context: Context) -> list[Words]:
    pim, filters = context["pim"], context["filters"]
    lists = [(rp["list"], [("permit" if e["permit"] else "deny", e) for e in rp["entries"]]) for rp in pim["rps"]]
    if pim["ssm"]["groups"] and not pim["ssm"]["is_default"]:
        lists.append((pim["ssm"]["list"], [("permit", group) for group in pim["ssm"]["groups"]]))
    for held in context["never"] + context["boundaries"]:
        lists.append((held["list"], [*(("deny", group) for group in held["groups"]), ("permit any", None)]))
    for hosts in filters["hosts"]:
        entries = [("deny", group) for group in hosts["denied"]] + [("permit", group) for group in hosts["allowed"]]
        lists.append((hosts["list"], entries))
    for neighbors in filters["neighbors"]:
        lists.append((neighbors["list"], [("permit", address) for address in neighbors["addresses"]]))
    if context["silent"]["any"]:
        lists.append((context["silent"]["list"], [("deny any", None)]))
    return [
        {
            "name": name,
            "sequence_numbers": [
                {"sequence": number * 10, "action": word if group is None else f"{word} {said_of(group)}"}
                for number, (word, group) in enumerate(entries, 1)
            ],
        }
        for name, entries in lists
    ]


def sparse_mode(context: Context) -> Words:
    pim = context["pim"]
    words: Words = {
        "rp_addresses": [
            {"address": rp["address"], "access_lists": [rp["list"]], "override": True} for rp in pim["rps"]
        ],
        "anycast_rps": [
            {
                "address": rp["address"],
                "other_anycast_rp_addresses": [{"address": one} for one in rp["anycast_rp_set"]],
            }
            for rp in pim["rps"]
            if rp["anycast_rp_set"] and rp["address"] in context["router"]["addresses"]
        ],
    }
    if pim["ssm"]["groups"]:
        words["ssm_range"] = "standard" if pim["ssm"]["is_default"] else pim["ssm"]["list"]
    return words


def ip_security(connections: list[Context]) -> Words:
    return {
        "ike_policies": [
            {
                "name": one["name"],
                "integrity": one["ike"]["integrity"],
                "ike_lifetime": int(one["ike"]["hours"]),
                "encryption": one["ike"]["encryption"],
                "dh_group": int(one["ike"]["group"]),
                "local_id": one["local_id"],
            }
            for one in connections
        ],
        "sa_policies": [
            {
                "name": one["name"],
                "esp": {
                    "encryption": one["esp"]["encryption"],
                    "integrity": "disabled" if one["esp"]["integrity"] == "null" else one["esp"]["integrity"],
                },
                "sa_lifetime": {"value": int(one["esp"]["hours"]), "unit": "hours"},
                "pfs_dh_group": int(one["esp"]["group"]),
            }
            for one in connections
        ],
        "profiles": [
            {
                "name": one["name"],
                "ike_policy": one["name"],
                "sa_policy": one["name"],
                "connection": "start",
                "shared_key": "secret",
                "dpd": {"interval": one["dpd_delay"], "time": one["dpd_timeout"], "action": "restart"},
                "mode": "transport",
            }
            for one in connections
        ],
    }


def router_msdp(msdp: Context) -> Words:
    times = (msdp["keepalive_interval"], msdp["holdtime_interval"])
    keepalive = {} if times == (60, 75) else {"keepalive": {"keepalive_timer": times[0], "hold_timer": times[1]}}
    peers: list[Words] = []
    for peer in msdp["peers"]:
        words = {"ipv4_address": peer["address"], "local_interface": peer["source_interface"], **keepalive}
        words |= {"default_peer": {"enabled": True}} if peer["default_peer"] else {}
        words |= {"sa_limit": peer["sa_limit"]} if peer["sa_limit"] is not None else {}
        filtered = {
            f"{way.lower()}_list": f"MCASTCFG-SA-{peer['name']}-{way}"
            for way in FILTERED
            if peer[f"sa_filter_{way.lower()}"] is not None
        }
        peers.append(words | ({"sa_filter": filtered} if filtered else {}))
    for group in msdp["mesh_groups"]:
        for member in group["members"]:
            one = {"ipv4_address": member["address"], "local_interface": group["source_interface"], **keepalive}
            peers.append(one | {"mesh_groups": [{"name": group["name"]}]})
    retry = msdp["connect_retry_interval"]
    words = {"originator_id_local_interface": msdp["originating_interface"], "peers": peers}
    return words | ({} if retry == 30 else {"connection_retry_interval": retry})


def sa_filters(msdp: Context) -> list[Words]:
    lists = []
    for peer in msdp["peers"]:
        for way in FILTERED:
            lines = peer[f"sa_filter_{way.lower()}"]
            if lines is None:
                continue
            entries = [
                {
                    "action": "permit" if line["permit"] else "deny",
                    "protocol": "ip",
                    "source": "any" if line["source"]["length"] == 0 else _end(line["source"]),
                    "destination": _end(line["groups"]),
                }
                for line in lines
            ] or [{"action": "deny", "protocol": "ip", "source": "any", "destination": "any"}]
            numbered = [{"sequence": number * 10, **entry} for number, entry in enumerate(entries, 1)]
            lists.append({"name": f"MCASTCFG-SA-{peer['name']}-{way}", "entries": numbered})
    return lists


def _end(prefix: Context) -> str:
    return str(prefix["ip"] if prefix["length"] == 32 else prefix["prefix"])


def bgp(bgp: Context, *, with_ospf: bool) -> Words:
    foreign, own = [p["prefix"] for p in bgp["foreign"]], [p["prefix"] for p in bgp["networks"]]
    lists = {"IN": foreign, "OUT": own + foreign} | ({"OWN": own} if bgp["multicast"] else {})
    timers = {} if (bgp["keepalive_interval"], bgp["hold_time"]) == (60, 180) else {"timers": _timers(bgp)}
    words: Words = {
        "as": str(bgp["asn"]),
        "router_id": bgp["router_id"],
        "bgp": {"default": {"ipv4_unicast": False}},
        "neighbors": [
            {"ip_address": n["address"], "remote_as": str(n["asn"]), **timers}
            | ({"password": "secret"} if n["password"] else {})
            for n in bgp["neighbors"]
        ],
        "address_family_ipv4": {
            "networks": [{"prefix": prefix} for prefix in own],
            "neighbors": [
                {"ip_address": n["address"], "activate": True}
                | {f"prefix_list_{way.lower()}": f"MCASTCFG-BGP-{way}" for way in FILTERED}
                for n in bgp["neighbors"]
            ],
        },
    }
    if bgp["multicast"]:
        own_only = {"enabled": True, "route_map": "MCASTCFG-BGP-OWN"}
        words["address_family_ipv4_multicast"] = {
            "neighbors": [
                {"ip_address": n["address"], "activate": True}
                | {f"route_map_{way.lower()}": f"MCASTCFG-BGP-{way}" for way in FILTERED}
                for n in bgp["neighbors"]
            ],
            "redistribute": {"connected": own_only, "static": own_only} | ({"ospf": own_only} if with_ospf else {}),
        }
    return {
        "prefix_lists": [
            {
                "name": f"MCASTCFG-BGP-{name}",
                "sequence_numbers": [
                    {"sequence": number * 5, "action": f"permit {prefix}"} for number, prefix in enumerate(prefixes, 1)
                ]
                or [{"sequence": 5, "action": "deny 0.0.0.0/0 le 32"}],
            }
            for name, prefixes in lists.items()
        ],
        "route_maps": [
            {
                "name": f"MCASTCFG-BGP-{name}",
                "sequence_numbers": [
                    {"sequence": 10, "type": "permit", "match": [f"ip address prefix-list MCASTCFG-BGP-{name}"]}
                ],
            }
            for name in (lists if bgp["multicast"] else ())
        ],
        "router_bgp": words,
    }


def _timers(bgp: Context) -> str:
    return f"{bgp['keepalive_interval']} {bgp['hold_time']}"


def vpn(vpn: Context, vrfs: list[Context]) -> Words:
    timers = {} if (vpn["keepalive_interval"], vpn["hold_time"]) == (60, 180) else {"timers": _timers(vpn)}
    return {
        "as": str(vpn["asn"]),
        "router_id": vpn["router_id"],
        "bgp": {"default": {"ipv4_unicast": False}},
        "neighbors": [
            {"ip_address": n["address"], "remote_as": str(vpn["asn"]), "update_source": vpn["loopback"]}
            | {"send_community": "extended", **timers}
            for n in vpn["neighbors"]
        ],
        "address_family_vpn_ipv4": {
            "neighbors": [{"ip_address": n["address"], "activate": True} for n in vpn["neighbors"]],
            "neighbor_default_encapsulation_mpls_next_hop_self": {"source_interface": vpn["loopback"]},
        },
        "vrfs": [
            {
                "name": vrf["name"],
                "rd": vrf["route_distinguisher"],
                "route_targets": {
                    way: [{"address_family": "vpn-ipv4", "route_targets": vrf[f"{way}_targets"]}]
                    for way in ("import", "export")
                },
                "redistribute": {"connected": {"enabled": True}}
                | ({"static": {"enabled": True}} if vrf["routes"] else {}),
            }
            for vrf in vrfs
        ],
    }


def ldp(ldp: Context) -> Words:
    said = {"interface_disabled_default": True, "router_id": ldp["router_id"], "shutdown": False}
    return {"ip": True, "ldp": said | {"transport_address_interface": ldp["loopback"]}}
