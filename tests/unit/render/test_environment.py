from pathlib import Path

import pytest

from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import RenderError
from mcastcfg.platforms.design import open_design
from mcastcfg.render.environment import environment, packaged_templates, user_templates
from mcastcfg.render.render import render_router


@pytest.fixture
def config(two_office: Path) -> RouterConfig:
    return open_design(two_office).configs["main-r1"]


def overlay(tmp_path: Path, text: str, name: str = "sysctl.j2") -> Path:
    file = tmp_path / "templates" / "frr" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return tmp_path / "templates"


def test_a_users_template_replaces_ours_and_only_that_one(config: RouterConfig, tmp_path: Path) -> None:
    ours = {file.path: file.text for file in render_router(config).files}
    theirs = {file.path: file.text for file in render_router(config, overlay(tmp_path, "# {{ router.site }}\n")).files}
    assert theirs.pop("/etc/sysctl.d/90-mcastcfg.conf") == "# main\n"
    ours.pop("/etc/sysctl.d/90-mcastcfg.conf")
    assert theirs == ours


def test_a_part_of_a_file_can_be_replaced(config: RouterConfig, tmp_path: Path) -> None:
    templates = overlay(tmp_path, " ip pim\n ip pim bsm\n", "pim_interface.j2")
    artifact = render_router(config, templates)
    assert artifact.files[-1].text.count(" ip pim bsm\n") == 3


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\n{{ router.nam }}\n", 2, "'dict object' has no attribute 'nam'"),
        ("{{ nothing_here }}\n", 1, "'nothing_here' is undefined"),
        ("{{ router }}\n", 1, "neither text nor a number"),
        ("\n\n{{ none }}\n", 3, "neither text nor a number"),
        ("{{ true }}", 1, "neither text nor a number"),
        ("{{ 'a\\nb' }}", 1, "control character"),
        ("{{ '\\x00env:HOME\\x00' }}", 1, "control character"),
        ("{% for c in connections %}\nx{{ c.pre_shared_key ~ 'y' }}\n{% endfor %}", 2, "control character"),
        ("{% for c in connections %}{{ c.pre_shared_key | upper }}{% endfor %}", 1, "control character"),
        ("{% if %}", 1, "Expected an expression"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("{% include 'frr/none.j2' %}", 1, "there is no template frr/none.j2"),
        ("{{ router.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ router.update({'name': 'x'}) }}", 1, "unsafe"),
        ("{% include '../../../../etc/hostname' %}", 1, "there is no template"),
    ],
)
def test_a_template_at_fault_is_named_with_its_line_and_the_router(
    config: RouterConfig, tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(RenderError) as caught:
        render_router(config, overlay(tmp_path, text))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/templates/frr/sysctl.j2:{line}: ")
    assert said in message
    assert message.endswith("rendering main-r1")
    assert "\n" not in message


def test_a_secret_can_be_printed_where_a_template_wants_it(config: RouterConfig, tmp_path: Path) -> None:
    templates = overlay(tmp_path, "{% for c in connections %}{{ c.pre_shared_key }}\n{% endfor %}")
    file = render_router(config, templates).files[0]
    assert file.text == "<secret:file:secrets/office-wan.psk>\n"
    assert [slot.reference for slot in file.slots] == ["file:secrets/office-wan.psk"]


def test_one_environment_serves_the_process(tmp_path: Path) -> None:
    assert environment(None) is environment(None)
    assert environment(tmp_path) is not environment(None)


def test_templates_beside_the_inventory_are_found(tmp_path: Path) -> None:
    assert user_templates(tmp_path) is None
    assert user_templates(overlay(tmp_path, "").parent) == tmp_path / "templates"


def test_every_template_is_short_and_compiles() -> None:
    env = environment(None)
    files = sorted(packaged_templates().rglob("*.j2"))
    assert files
    for file in files:
        assert len(file.read_text().splitlines()) < 60, file
        env.get_template(file.relative_to(packaged_templates()).as_posix())
