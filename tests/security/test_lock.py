"""The default install is pinned to the last byte: the lock holds what requirements.txt names, by hash, and `make` takes nothing else."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)((?:    #.*\n)+)", re.M)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, tuple[str, str]]:
    """Name -> (version, who wants it)."""
    return {plain(name): (version, why) for name, version, _, _, why in PIN.findall(LOCK)}


def asked() -> dict[str, str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {plain(name): version for name, version in (line.split("==") for line in lines if line and not line.startswith("#"))}


def test_the_lock_pins_exactly_what_the_requirements_name():
    named = {name: version for name, (version, why) in pins().items() if "-r requirements.txt" in why}
    assert named == asked(), "run the command at the head of requirements.lock"


def test_everything_else_in_it_is_there_because_one_of_these_needs_it():
    found = pins()
    wanted_by = {name: {plain(word) for word in re.findall(r"[A-Za-z0-9._-]+", why)} for name, (_, why) in found.items()}
    reached = set(asked())
    while more := {name for name, whose in wanted_by.items() if whose & reached} - reached:
        reached |= more
    assert reached == set(found)


def test_every_line_of_it_is_a_pin_with_hashes():
    rest = PIN.sub("", LOCK)
    assert [line for line in rest.splitlines() if line and not line.startswith("#")] == []
    assert len(pins()) == len(re.findall(r"^[a-z].*==", LOCK, re.M)) > len(asked())


def test_make_installs_by_hash():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [install] = [line for line in makefile.splitlines() if "pip install" in line and "requirements.lock" in line]
    assert "--require-hashes" in install and "-r requirements.txt" not in makefile


def test_without_a_registry_that_knows_the_audit_says_that_it_was_skipped_and_fails_nothing(tmp_path):
    (tmp_path / "curl").write_text("#!/bin/sh\nexit 7\n")
    (tmp_path / "curl").chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    done = subprocess.run([ROOT / ".ci" / "audit"], env={"PATH": path}, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "pip-audit was skipped: the registry here tells of no vulnerabilities\n")
