"""The JSON Schema and the reference page: fresh, correct, and of one mind with the loader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from mcastcfg.model.reference import inventory_reference
from mcastcfg.model.schema import Json, inventory_schema
from mcastcfg.model.tree import parse
from mcastcfg.platforms.registry import PLATFORMS

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(path for path in (ROOT / "inventory").iterdir() if path.is_dir())
WRITTEN = sorted(
    path
    for example in EXAMPLES
    for path in example.rglob("*.yaml")
    if path.name not in {"hosts.yaml", "groups.yaml", "defaults.yaml", "allocations.yaml", "scenario.yaml"}
    and not {"secrets", ".mcastcfg"} & set(path.parts)
)


def validator() -> jsonschema.Draft202012Validator:
    schema = inventory_schema(list(PLATFORMS))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def refused(text: str) -> list[str]:
    return sorted(error.json_path for error in validator().iter_errors(parse(text, "n.yaml")))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_schema_beside_each_example_is_fresh(example: Path) -> None:
    written = json.loads((example / "inventory.schema.json").read_text(encoding="utf-8"))
    assert written == inventory_schema(list(PLATFORMS)), "run: make docs"


def test_the_reference_page_is_fresh() -> None:
    page = (ROOT / "docs" / "reference" / "inventory.md").read_text(encoding="utf-8")
    assert page == inventory_reference(), "run: mcastcfg schema --reference --output docs/reference/inventory.md"


@pytest.mark.parametrize("file", WRITTEN, ids=lambda path: path.name)
def test_every_file_of_the_examples_fits_and_names_its_schema(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    prefix = "# yaml-language-server: $schema="
    first = text.splitlines()[0]
    assert first.startswith(prefix)
    assert (file.parent / first.removeprefix(prefix)).resolve().name == "inventory.schema.json"
    assert (file.parent / first.removeprefix(prefix)).is_file()
    assert list(validator().iter_errors(yaml.safe_load(text))) == []


def test_a_file_is_partial_but_its_parts_are_whole() -> None:
    assert refused("name: x\n") == []
    assert refused("sites: {s: {routers: {}}}\n") == ["$.sites.s", "$.sites.s.routers"]
    whole = inventory_schema(whole=True)
    assert whole["required"] == ["name", "pim_domains", "sites"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("nmae: x", "$"),
        ("name: 1x", "$.name"),
        ("sites: {1st: {}}", "$.sites"),
        ("pools: {tunnel_addresses: 172.31.0.0}", "$.pools.tunnel_addresses"),
        ("ipsec_profiles: {p: {pre_shared_key: hunter2}}", "$.ipsec_profiles.p.pre_shared_key"),
        ("pim_domains: {d: {hello_interval: 0}}", "$.pim_domains.d.hello_interval"),
        ("pim_domains: {d: {hello_interval: '5'}}", "$.pim_domains.d.hello_interval"),
        ("tunnels: {t: {ends: [], ipsec: p}}", "$.tunnels.t.ends"),
        ("sites: {s: {pim_domain: d, routers: {r: {platform: junos}}}}", "$.sites.s.routers.r.platform"),
    ],
)
def test_an_editor_shows_what_loading_refuses(text: str, where: str) -> None:
    assert where in refused(text)


def test_the_dialect_and_the_name() -> None:
    schema = inventory_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert str(schema["$id"]).startswith("urn:"), "no host answers for it"
    assert "prefixItems" not in json.dumps(schema), "editors know `items` better"


def models() -> Iterator[tuple[str, dict[str, Json]]]:
    schema = inventory_schema(whole=True)
    yield "Network", schema
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    for name, body in definitions.items():
        assert isinstance(body, dict)
        yield name, body


@pytest.mark.parametrize(("name", "body"), list(models()), ids=[name for name, _ in models()])
def test_every_key_is_described_and_on_the_page(name: str, body: dict[str, Json]) -> None:
    section = inventory_reference().split(f"\n## {name}\n")[1].split("\n## ")[0]
    properties = body["properties"]
    assert isinstance(properties, dict)
    assert properties
    for key, field in properties.items():
        assert isinstance(field, dict)
        description = field.get("description")
        assert isinstance(description, str), f"{name}.{key} has no docstring"
        assert description.endswith("."), f"{name}.{key}: one sentence"
        assert f"| `{key}` |" in section
    assert section.count("\n| `") == len(properties)
