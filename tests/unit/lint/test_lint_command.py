"""The verb: formats, exit codes, explanations."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys

import jsonschema
import pytest

from mcastcfg.cli.exit import Exit
from mcastcfg.cli.main import main
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.registry import RULES

IN_CLEAR = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: none\n"))
BROKEN = changed(TWO_OFFICES, ("groups: [239.0.0.0/8]", "groups: [239.2.0.0/16]"))
NUMBERS = "tunnels:\n  main-remote: 7\n"


@pytest.fixture
def inventory(tmp_path):
    """Text -> an inventory directory whose tunnel has a number."""

    def write(text):
        (tmp_path / "network.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "allocations.yaml").write_text(NUMBERS, encoding="utf-8")
        return str(tmp_path)

    return write


@pytest.fixture
def schema(repository):
    return json.loads((repository / "tests" / "lint" / "output.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "strict", "code"),
    [
        (TWO_OFFICES, False, Exit.FINE),
        (TWO_OFFICES, True, Exit.FINE),
        (IN_CLEAR, False, Exit.FINE),
        (IN_CLEAR, True, Exit.NO),
        (BROKEN, False, Exit.NO),
        ("name: x\n", False, Exit.INPUT),
    ],
)
def test_exit_codes(inventory, capsys, text, strict, code):
    assert main(["lint", inventory(text), *(["--strict"] if strict else [])]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_text(inventory, capsys):
    where = inventory(BROKEN)
    assert main(["lint", where]) == Exit.NO
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        f"{where}/network.yaml:6:5: error RP001 rp-missing: pim_domains.offices.static_rps: "
        "no rendezvous point of offices serves 239.1.1.1 (video)"
    )
    assert [line.split(":")[0].strip() for line in lines[1:4]] == ["why", "fix", "see"]
    assert lines[4] == "1 error"
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(("no_colour", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal_only(inventory, no_colour, coloured):
    where = inventory(BROKEN)
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "200", **no_colour}
    if not no_colour:
        environment.pop("NO_COLOR", None)
    command = [sys.executable, "-c", "from mcastcfg.cli.main import run; run()", "lint", where]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says EIO when the other side is closed
                break
            if not piece:
                break
            shown += piece
        assert process.wait(timeout=60) == Exit.NO
    os.close(ours)
    assert b"RP001" in shown
    # Style without colour (bold) may stay with NO_COLOR; red must not.
    assert (b"31m" in shown) is coloured


def test_waived_findings_are_named(inventory, capsys):
    waiver = "waivers:\n  - {rule: GRE003, at: tunnels, reason: the provider encrypts the line}\n"
    assert main(["lint", inventory(IN_CLEAR + waiver), "--strict"]) == Exit.FINE
    out = capsys.readouterr().out
    assert "waived GRE003 tunnel-without-ipsec: the provider encrypts the line" in out
    assert "no findings (1 waived)" in out


@pytest.mark.parametrize("text", [TWO_OFFICES, IN_CLEAR, BROKEN])
def test_json(inventory, capsys, schema, text):
    waiver = "waivers:\n  - {rule: GRE003, at: tunnels, reason: the provider encrypts the line}\n"
    main(["lint", inventory(text + (waiver if text is IN_CLEAR else "")), "--format", "json"])
    output = capsys.readouterr()
    report = json.loads(output.out)
    jsonschema.validate(report, schema)
    assert report["readable"] is True
    assert report["summary"] == {
        "errors": int(text is BROKEN), "warnings": 0, "waived": int(text is IN_CLEAR)
    }  # fmt: skip
    assert output.err == ""


def test_json_of_what_cannot_be_read(inventory, capsys, schema):
    where = inventory("name: x\nsite: {}\n")
    assert main(["lint", where, "--format", "json"]) == Exit.INPUT
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, schema)
    assert report["readable"] is False
    assert ("site", 2) in {(problem["path"], problem["line"]) for problem in report["problems"]}


def test_json_has_the_place_of_a_finding(inventory, capsys):
    where = inventory(BROKEN)
    main(["lint", where, "--format", "json"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["file"], finding["line"], finding["column"]) == (f"{where}/network.yaml", 6, 5)
    assert finding["path"] == "pim_domains.offices.static_rps"


def test_chosen_rules(inventory, capsys):
    assert main(["lint", inventory(BROKEN), "--rule", "GRE001", "--rule", "ttl-too-small"]) == Exit.FINE
    assert capsys.readouterr().out == "no findings\n"
    assert main(["lint", inventory(BROKEN), "--rule", "nonsense"]) == Exit.INPUT
    assert "no lint rule 'nonsense'" in capsys.readouterr().err


def test_list_rules(capsys):
    assert main(["lint", "--list-rules"]) == Exit.FINE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.CODE for rule in RULES]
    assert main(["lint", "--list-rules", "--format", "json"]) == Exit.FINE
    assert [rule["code"] for rule in json.loads(capsys.readouterr().out)] == [rule.CODE for rule in RULES]


@pytest.mark.parametrize("name", ["PIM002", "rpf-off-tunnel"])
def test_explain(capsys, name):
    assert main(["lint", "--explain", name]) == Exit.FINE
    out = capsys.readouterr().out
    assert out.startswith("PIM002 rpf-off-tunnel (error)\n")
    for part in ("Why: ", "See: RFC 7761", "Found in:", "Mended by:", "-    rpf: external"):
        assert part in out


def test_help_has_an_example(capsys):
    assert main(["lint", "--help"]) == Exit.FINE
    out = capsys.readouterr().out
    assert "mcastcfg lint inventory/two-office" in out
    assert "--docs" not in out, "only for those who write the reference page"


def test_secrets_stay_references(inventory, capsys):
    main(["lint", inventory(BROKEN), "--format", "json"])
    assert "psk" not in capsys.readouterr().out
