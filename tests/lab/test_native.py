"""The native backend's launcher, for real: run inside the guest, whose kernel has what most hosts' kernels have."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lab_topology import two_offices

from mcastcfg.lab import initramfs
from mcastcfg.lab.backend import Ground
from mcastcfg.lab.keys import generate
from mcastcfg.lab.native import launcher_command
from mcastcfg.lab.probe import kernel_refusal
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.tools import require

pytestmark = pytest.mark.lab

DRIVER = """
import base64, json, socket, subprocess, sys, time
sys.path.insert(0, "/lab")
from agent import wire
task = json.load(sys.stdin)
key = bytes.fromhex(task["authkey"])
open(task["folder"] + "/authkey", "w").write(task["authkey"])

def network():
    lines = subprocess.run(["ip", "-br", "address"], capture_output=True, text=True).stdout.splitlines()
    # the kernel itself makes these, everywhere, when it loads its GRE
    return [line for line in lines if not line.startswith(("gre0@", "gretap0@", "erspan0@"))]

before = network()
sockets = {port: socket.create_server(("127.0.0.1", port)) for port in task["ports"]}
argv = task["argv"]
for port, sock in sockets.items():
    argv = [part.replace(f"<{port}>", str(sock.fileno())) for part in argv]
process = subprocess.Popen(argv, pass_fds=[sock.fileno() for sock in sockets.values()])
for sock in sockets.values():
    sock.close()

def ask(request):
    with wire.dial("127.0.0.1", task["ports"][0], key, 60) as link:
        wire.send(link, request)
        answer = wire.receive(link)
    assert "error" not in answer, answer["error"]
    return answer

def run(node, *argv):
    answer = ask({"op": "exec", "node": node, "argv": list(argv), "stdin": "", "timeout": 60})
    return [answer["exit_code"], base64.b64decode(answer["stdout"]).decode()]

try:
    ask({"op": "ping"})
    ask({"op": "up", **task["up"]})
    result = {
        "ping": run("r1", "ping", "-c1", "-W5", "198.51.100.1"),
        "gre": run("r1", "ip", "link", "add", "gre1", "type", "gre", "local", "203.0.113.1", "remote", "192.0.2.9"),
        "links": run(None, "ip", "-br", "link"),
        "nodes": ask({"op": "status"})["nodes"],
    }
    with socket.create_connection(("127.0.0.1", task["ports"][1]), 60) as ssh:
        result["ssh"] = ssh.recv(64).decode()
    ask({"op": "reboot", "node": "r1"})
    result["again"] = run("r1", "hostname")
finally:
    process.kill()
    process.wait()
deadline = time.monotonic() + 30
while subprocess.run(["pgrep", "-f", "agent[ ]native"], capture_output=True).returncode == 0:
    assert time.monotonic() < deadline, "the agent outlives its launcher"
    time.sleep(0.1)
result["untouched"] = network() == before
print(json.dumps(result))
"""


def test_the_same_lab_runs_without_a_virtual_machine(lab: RunningLab) -> None:
    lab.exec(None, ["mkdir", "-p", "/run/native/native"], check=True)
    ground = Ground(Path("/run/native"), 5000, (5001, 5002, 5003), b"k" * 32, 0)
    argv = launcher_command(
        Path("/lab/image"), ground.folder / "native", ground, {port: port for port in (5000, 5001, 5002, 5003)}
    )
    # the numbers of the sockets are not known yet, and the guest has its programs in its own places
    here = {str(initramfs.AGENT): "/lab/agent", sys.executable: "/usr/bin/python3"}
    here[require(["unshare"])["unshare"]] = "/usr/bin/unshare"
    for old, new in here.items():
        argv = [part.replace(old, new) for part in argv]
    argv = [f"{part.split(':')[0]}:<{part.split(':')[0]}>" if part.startswith("500") else part for part in argv]
    argv = ["<5000>" if part == "5000:<5000>" else part for part in argv]
    topology = two_offices()
    ports = dict(zip(("r1", "r2", "h1"), ground.ssh_ports, strict=True))
    topology = replace(topology, nodes=tuple(replace(node, ssh_port=ports.get(node.name)) for node in topology.nodes))
    keys = generate(ports)
    up = {
        "topology": topology.to_json(),
        "keys": {"authorized_key": keys.public, "password": keys.password},
        "host_keys": dict(keys.host_private),
    }
    task = {
        "argv": argv, "authkey": ground.authkey.hex(), "folder": str(ground.folder),
        "ports": [5000, *ground.ssh_ports], "up": up,
    }  # fmt: skip
    done = lab.exec(None, ["python3", "-c", DRIVER], stdin=json.dumps(task).encode(), timeout=400, check=True)
    result = json.loads(done.text.splitlines()[-1])
    assert result["ping"][0] == 0
    assert result["gre"] == [0, ""]
    assert "eth0" not in result["links"][1]
    assert "zebra" in result["nodes"]["r1"]["daemons"]
    assert result["ssh"].startswith("SSH-2.0-OpenSSH")
    assert result["again"] == [0, "r1\n"]
    assert result["untouched"]


def test_a_kernel_that_lacks_something_is_refused_with_what_it_lacks() -> None:
    refusal = kernel_refusal()
    if refusal is None:
        pytest.skip("this host's kernel has everything")
    assert refusal.startswith(("its kernel has no", "only root"))
