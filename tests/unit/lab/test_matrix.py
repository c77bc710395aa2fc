"""The arithmetic of lost, duplicated and reordered, against a naive model."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.lab.derive import LabHost
from mcastcfg.lab.matrix import NOTHING_HEARD, Cell, Heard, Matrix, Sent, StreamPlan, Window, cell_of, role_of
from mcastcfg.lab.programs import receiver, sender
from mcastcfg.lab.programs.receiver import Tally
from mcastcfg.model.stream import Stream

LAN, FAR = IPv4Network("10.1.0.0/24"), IPv4Network("10.2.0.0/24")
SOURCE = LabHost("camera", "main", IPv4Address("10.1.0.10"), LAN)
DESK = LabHost("desk", "main", IPv4Address("10.1.0.20"), LAN)
REMOTE = LabHost("remote-desk", "remote", IPv4Address("10.2.0.10"), FAR)
MS = 1_000_000


def plan(receivers: list[str], never: list[str]) -> StreamPlan:
    written = {"group": "239.1.1.1", "port": 5000, "source": {"host": "camera"}, "receivers": receivers, "never": never}
    links = {"main": ("main", LAN), "remote": ("remote", FAR)}
    lans, forbidden = (frozenset(links[site] for site in sites) for sites in (receivers, never))
    return StreamPlan("s", Stream.model_validate(written), SOURCE, lans, forbidden)


def heard(tally: Tally) -> Heard:
    values = cast("dict[str, int]", tally.report())
    return Heard(**{key: values[key] for key in Heard.__slots__})  # type: ignore[attr-defined] # a dataclass with slots


def sending(sent: int) -> Sent:
    """One packet each 20 ms, the first one at 5 ms."""
    return Sent(sent, 0, 5 * MS, (5 + 20 * (sent - 1)) * MS)


def cell(arrivals: list[int], sent: int, window: Window | None = None) -> Cell:
    tally = Tally()
    for place, number in enumerate(arrivals):
        delay = (place % 7 + 1) * MS
        tally.take(number, delay, (5 + 20 * number) * MS + delay)
    return cell_of(plan(["remote"], []), REMOTE, sending(sent), 2 * MS, heard(tally), 0, window)


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, list[int], Window]:
    sent = draw(st.integers(1, 60))
    arrivals = draw(st.lists(st.integers(0, sent - 1), max_size=120))
    start = draw(st.integers(0, sent))
    return sent, arrivals, Window(start, draw(st.integers(start, sent)))


@given(cases())
def test_a_window_against_a_naive_model(case: tuple[int, list[int], Window]) -> None:
    sent, arrivals, window = case
    found = cell(arrivals, sent, window)
    came = set(arrivals)
    missing = [number for number in range(min(came, default=sent), sent) if number not in came]
    assert found.lost == sum(1 for number in missing if window.start <= number < window.end)
    assert found.lost_while_settling == sum(1 for number in missing if number < window.start)
    assert found.measured == window.end - window.start
    assert (found.verdict == "delivered") == (bool(came) and min(came) <= window.start and found.lost == 0)
    assert (found.longest_gap_ms is None) == (not came)
    assert bool(found.longest_gap_ms) == (found.lost > 0)


def test_the_longest_gap_is_from_the_last_packet_before_to_the_first_one_behind() -> None:
    assert cell([0, 1, 4, 6], 7).longest_gap_ms == 60
    assert cell([0, 1, 4, 6], 7, Window(0, 3)).longest_gap_ms == 30, "half of it lies behind the window"
    assert cell([0, 1, 4, 6], 7, Window(4, 7)).longest_gap_ms == 40


def test_a_stream_that_never_comes_back_is_a_gap_up_to_the_end() -> None:
    found = cell([0, 1, 2], 102)
    assert (found.lost, found.longest_gap_ms) == (99, 99 * 20)


def test_a_first_packet_behind_the_time_to_settle_is_lost() -> None:
    found = cell([5, 6, 7], 8, Window(4, 8))
    assert (found.lost, found.lost_before_tree, found.verdict) == (0, 5, "lost")


def test_convergence_is_the_slowest_first_packet() -> None:
    assert Matrix((cell([0], 1), cell([50], 60))).convergence_seconds == 1.0
    assert Matrix((cell([0], 1), cell([], 60))).convergence_seconds is None


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n - 1), max_size=120))))
def test_against_a_naive_model(case: tuple[int, list[int]]) -> None:
    sent, arrivals = case
    found = cell(arrivals, sent)
    came = set(arrivals)
    before = 0
    while before < sent and before not in came:
        before += 1
    assert found.lost_before_tree == before
    assert found.lost == sum(1 for number in range(before, sent) if number not in came)
    assert found.received == len(came)
    assert found.duplicated == sum(1 for place, number in enumerate(arrivals) if number in arrivals[:place])
    late = 0
    for place, number in enumerate(arrivals):
        earlier = arrivals[:place]
        if number not in earlier and any(other > number for other in earlier):
            late += 1
    assert found.reordered == late
    assert found.received + found.lost + found.lost_before_tree == sent
    assert (found.verdict == "delivered") == (bool(came) and found.lost == 0)
    if arrivals:
        delays = [place % 7 + 1 for place in range(len(arrivals))]
        assert found.delay is not None
        assert (found.delay.minimum, found.delay.maximum) == (min(delays), max(delays))
        assert abs(found.delay.average - sum(delays) / len(delays)) < 0.001
        assert found.join_to_first_ms == 20 * arrivals[0] + 1
    else:
        assert (found.delay, found.join_to_first_ms) == (None, None)


def test_one_packet_lost_in_the_middle_is_lost() -> None:
    found = cell([2, 3, 5], 6)
    assert (found.lost_before_tree, found.lost, found.verdict, found.failed) == (2, 1, "lost", True)


def test_the_last_packet_lost_is_lost() -> None:
    assert cell([0, 1, 2], 4).lost == 1


def test_nothing_received_is_lost() -> None:
    found = cell([], 10)
    assert (found.lost_before_tree, found.lost, found.verdict) == (10, 0, "lost")


def test_roles() -> None:
    asked = plan(["remote"], [])
    assert role_of(asked, SOURCE) == "source"
    assert role_of(asked, REMOTE) == "receiver"
    assert role_of(asked, DESK) == "same_lan"
    assert role_of(plan(["main"], ["remote"]), REMOTE) == "forbidden"
    assert role_of(plan(["main"], []), REMOTE) == "bystander"
    assert role_of(plan(["main"], []), DESK) == "receiver"


def test_one_packet_is_a_leak() -> None:
    forbidden, bystander = plan(["main"], ["remote"]), plan(["main"], [])
    one = heard_one()
    assert cell_of(forbidden, REMOTE, sending(9), 0, one, 0).verdict == "leaked"
    assert cell_of(forbidden, REMOTE, sending(9), 0, NOTHING_HEARD, 1).verdict == "leaked"
    assert cell_of(bystander, REMOTE, sending(9), 0, NOTHING_HEARD, 1).verdict == "leaked"
    assert cell_of(forbidden, REMOTE, sending(9), 0, NOTHING_HEARD, 0).verdict == "quiet"
    assert cell_of(plan(["remote"], []), DESK, sending(9), 0, NOTHING_HEARD, 9).verdict == "none"


def heard_one() -> Heard:
    tally = Tally()
    tally.take(0, 1, 1)
    return heard(tally)


def test_sender_and_receiver_agree_on_the_packet() -> None:
    assert sender.HEADER.format == receiver.HEADER.format
    assert sender.HEADER.size <= Stream.model_fields["packet_size"].metadata[0].ge
