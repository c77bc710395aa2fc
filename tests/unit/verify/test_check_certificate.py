"""The check of certificates on recorded answers of strongSwan, with the public files they were recorded with.

The lab that they were recorded in lived on 22 November 2026; that is the moment they are judged for.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mcastcfg.errors import CouldNotRead
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.platforms.frr_show_certificates import CERTIFICATES
from mcastcfg.platforms.show import Unreadable
from mcastcfg.verify.checks import certificate
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement
from mcastcfg.verify.scope import Scope
from sessions.transcript import FOLDER, recorded

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
Make = Callable[[str], Design]


@pytest.fixture
def design(repository: Path, tmp_path: Path) -> Make:
    """The shipped scenario with the public files of one recording."""

    def make(case: str) -> Design:
        root = tmp_path / case
        shutil.copytree(
            repository / "inventory" / "certificates", root, ignore=shutil.ignore_patterns("pki", "secrets")
        )
        shutil.copytree(FOLDER / "pki" / case, root / "pki")
        return open_design(root)

    return make


def said(case: str) -> str:
    return recorded(f"certificates-{case}", "r").answers[CERTIFICATES.command].output


def judged(design: Design, router: str, output: str, now: datetime = NOW) -> dict[str, Judgement]:
    scope = Scope(design, (router,), now=now)
    answers: dict[tuple[str, str], object] = {}
    try:
        answers[router, CERTIFICATES.command] = CERTIFICATES.parse(output, 0)
    except Unreadable as error:
        answers[router, CERTIFICATES.command] = CouldNotRead(router, CERTIFICATES.command, str(error))
    found = {}
    for expectation in certificate.expect(scope):
        try:
            found[expectation.subject] = expectation.judge(Facts(answers))
        except CouldNotRead as error:
            found[expectation.subject] = Judgement("failed", "could not be read", str(error))
    return found


def statuses(found: dict[str, Judgement]) -> dict[str, str]:
    return {subject: judgement.status for subject, judgement in found.items()}


def test_all_is_well(design: Make) -> None:
    found = judged(design("fine"), "main-r1", said("fine"))
    assert statuses(found) == {"main-r1": "passed", "office": "passed", "office list": "passed"}
    assert found["office list"].actual == "0 revoked, ends 2027-11-22"
    assert found["main-r1"].actual.startswith("CN=main-r1 ") and found["main-r1"].actual.endswith(", ends 2027-11-22")


def test_the_answer_is_read_whole() -> None:
    state = CERTIFICATES.parse(said("fine"), 0)
    own = [loaded for loaded in state.certificates if loaded.has_private_key]
    assert [loaded.certificate.subject.rfc4514_string() for loaded in own] == ["CN=main-r1"]
    authorities = [loaded for loaded in state.certificates if loaded.is_authority]
    assert [loaded.certificate.subject.rfc4514_string() for loaded in authorities] == ["CN=office"]
    assert len(state.revocation_lists) == 1


def test_nothing_is_loaded_before_the_first_deploy(design: Make) -> None:
    found = judged(design("fine"), "main-r1", said("before"))
    assert set(statuses(found).values()) == {"failed"}
    assert "deploy it" in found["main-r1"].reason


def test_an_end_within_the_days_of_warning_is_a_warning(design: Make) -> None:
    found = judged(design("soon"), "remote-r1", said("soon"))
    assert statuses(found) == {"remote-r1": "warned", "office": "passed", "office list": "passed"}
    assert found["remote-r1"].reason.startswith("ends on 2026-12-01 ")


def test_what_has_ended_is_failed(design: Make) -> None:
    found = judged(design("expired"), "remote-r1", said("expired"))
    assert statuses(found) == {"remote-r1": "failed", "office": "passed", "office list": "passed"}
    assert found["remote-r1"].reason.startswith("ended on 2026-11-21 ")


def test_what_was_revoked_is_failed_at_the_router_itself(design: Make) -> None:
    found = judged(design("revoked"), "remote-r1", said("revoked"))
    assert statuses(found) == {"remote-r1": "failed", "office": "passed", "office list": "passed"}
    assert found["remote-r1"].reason.startswith("was revoked on 2026-11-22 ")
    assert found["office list"].actual.startswith("1 revoked, ")


def test_a_peers_end_is_the_peers_business(design: Make) -> None:
    assert set(statuses(judged(design("expired"), "main-r1", said("peer-expired"))).values()) == {"passed"}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (330, {"main-r1": "passed", "office": "passed", "office list": "passed"}),
        (340, {"main-r1": "warned", "office": "passed", "office list": "warned"}),
        (366, {"main-r1": "failed", "office": "passed", "office list": "failed"}),
        (3640, {"main-r1": "failed", "office": "warned", "office list": "failed"}),
        (3651, {"main-r1": "failed", "office": "failed", "office list": "failed"}),
        (-1, {"main-r1": "failed", "office": "failed", "office list": "failed"}),
    ],
)
def test_the_same_answer_on_another_day(design: Make, days: int, expected: dict[str, str]) -> None:
    assert statuses(judged(design("fine"), "main-r1", said("fine"), NOW + timedelta(days=days))) == expected


def test_what_the_inventory_has_renewed_and_the_router_has_not(design: Make) -> None:
    found = judged(design("revoked"), "remote-r1", said("soon"))
    assert found["remote-r1"].status == "failed" and "deploy it" in found["remote-r1"].reason
    assert found["office list"].status == "failed" and "the inventory's is newer" in found["office list"].reason


@pytest.mark.parametrize(
    ("old", "new", "subject", "reason"),
    [
        ("  has_privkey = yes\n", "", "main-r1", "its private key is not loaded"),
        ("flag = CA", "flag = NONE", "office", "what the inventory holds is not loaded: deploy it"),
        ("type = X509_CRL", "type = X509_AC", "office list", "nobody can come up without it: deploy it"),
    ],
)
def test_one_changed_word_fails_the_check(design: Make, old: str, new: str, subject: str, reason: str) -> None:
    output = said("fine")
    assert old in output
    found = judged(design("fine"), "main-r1", output.replace(old, new))
    assert found[subject] == Judgement("failed", found[subject].actual, reason)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "error: connecting to 'unix:///var/run/charon.vici' failed: No such file or directory\n",
        lambda text: text[:900],
        lambda text: text.replace("list-certs reply {\n}\n", ""),
        lambda text: text.replace("data = 0x3082", "data = 0x30"),
        lambda text: text.replace("data = 0x3", "data = 0y3"),
        lambda text: text.replace("  type = X509\n", ""),
    ],
)
def test_what_cannot_be_read_is_failed_never_passed(design: Make, change: Callable[[str], str]) -> None:
    found = judged(design("fine"), "main-r1", change(said("fine")))
    assert set(statuses(found).values()) == {"failed"}


def test_a_daemon_that_is_not_there_is_not_read() -> None:
    with pytest.raises(Unreadable, match="swanctl exited with 22"):
        CERTIFICATES.parse("error: connecting to 'unix:///var/run/charon.vici' failed: Connection refused\n", 22)


def test_without_the_inventorys_files_nothing_is_known(design: Make) -> None:
    without = design("fine")
    shutil.rmtree(without.inventory.root / "pki")
    found = judged(without, "main-r1", said("fine"))
    assert set(statuses(found).values()) == {"failed"}
    assert "pki/main-r1.pem cannot be read" in found["main-r1"].reason


def test_routers_without_certificates_are_asked_nothing(two_office: Path) -> None:
    other = open_design(two_office)
    assert list(certificate.expect(Scope(other, tuple(other.configs)))) == []


def test_half_an_answer_is_no_answer() -> None:
    whole = said("fine").rstrip()
    CERTIFICATES.parse(whole, 0)
    for end in [*range(1, len(whole), len(whole) // 200), *range(len(whole) - 60, len(whole))]:
        with pytest.raises(Unreadable):
            CERTIFICATES.parse(whole[:end], 0)
