"""A van and a hub installed below a folder: systemd finds no fault with their units, they start at boot and are walled in."""
# features: EDGE-16
import argparse
import configparser
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The worst exposure that systemd may reckon, of 10.
EXPOSURE_MAX = {"truckroll-van": 2.5, "truckroll-hub": 2.0, "truckroll-broker": 2.0, "truckroll-screen": 8.5}
SERVICES = {"van": ["truckroll-van", "truckroll-screen"], "hub": ["truckroll-hub", "truckroll-broker"]}
# Of other packages, which a computer has and the folder has not.
FOREIGN = ["usr/bin/cage", "usr/bin/chromium", "usr/sbin/mosquitto", "bin/kill"]


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60, **more)


def install(side, build, folder):
    """As a person does, below a folder; the units of systemd's own package are there as on any Debian."""
    for name in ("usr/lib/systemd", "etc"):
        (folder / name).mkdir(parents=True)
    shutil.copytree("/lib/systemd/system", folder / "usr/lib/systemd/system", symlinks=True)
    for name in ("bin", "sbin", "lib"):
        (folder / name).symlink_to(f"usr/{name}")
    for name in FOREIGN:
        program = folder / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    done = run(ROOT / "deploy/install", side, "--root", folder, "--build", build)
    if done.returncode:
        raise AssertionError(f"deploy/install {side}: {done.stdout}{done.stderr}")


def settings_of(unit):
    parser = configparser.RawConfigParser(strict=False, comment_prefixes=("#",), delimiters=("=",))
    parser.optionxform = str
    parser.read(unit)
    return {**parser["Unit"], **parser["Service"]}


def check_unit(service, folder):
    unit = folder / f"usr/lib/systemd/system/{service}.service"
    verified = run("systemd-analyze", "verify", f"--root={folder}", "--man=no", "--recursive-errors=no", f"{service}.service")
    said = [line for line in (verified.stdout + verified.stderr).splitlines() if line.strip()]
    if verified.returncode or said:
        yield f"{service}: systemd-analyze verify: {verified.returncode} {said}"
    security = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", security.stdout)
    if not level or float(level.group(1)) > EXPOSURE_MAX[service]:
        yield f"{service}: exposed {level and level.group(1)}, at most {EXPOSURE_MAX[service]}: {security.stderr}"
    settings = settings_of(unit)
    for key, wanted in {"Restart": "always", "StartLimitIntervalSec": "0"}.items():
        if settings.get(key) != wanted:
            yield f"{service}: {key}={settings.get(key)}, expected {wanted}"
    if service in ("truckroll-van", "truckroll-hub") and not (settings.get("Type") == "notify" and settings.get("WatchdogSec")):
        yield f"{service}: a hang is not seen"
    wanted_by = "graphical" if service == "truckroll-screen" else "multi-user"
    if not (folder / f"etc/systemd/system/{wanted_by}.target.wants/{service}.service").is_symlink():
        yield f"{service}: does not start at boot"
    if settings["User"] not in (folder / "etc/passwd").read_text():
        yield f"{service}: there is no user {settings['User']}"
    for word in settings["ExecStart"].split():
        of_ours = word.startswith(("/usr/bin/truckroll", "/etc/"))
        if of_ours and not (folder / word[1:]).exists():
            yield f"{service}: {word} was not installed"


def check_settings(side, folder):
    """Each file and program that the delivered settings name is there."""
    text = (folder / f"etc/truckroll/{side}.conf").read_text()
    for path in re.findall(r"= (/usr/\S+)", text):
        if not (folder / path[1:]).exists():
            yield f"{side}.conf: {path} was not installed"
    here = Path(tempfile.mkdtemp(prefix="truckroll-settings-"))
    try:
        moved = re.sub(r"/var/lib/truckroll-\w+", str(here), re.sub(r"/usr/", f"{folder}/usr/", text))
        (here / "moved.conf").write_text(moved)
        checked = run(folder / f"usr/bin/truckroll-{side}", "--check", "--config", here / "moved.conf")
        if checked.returncode:
            yield f"{side}.conf: {checked.stdout}{checked.stderr}"
            return
        said = states(folder / f"usr/bin/truckroll-{side}", here)
        if said[:2] != ["READY=1", "WATCHDOG=1"] or said[-1] != "STOPPING=1":
            yield f"truckroll-{side} told systemd: {said}"
    finally:
        shutil.rmtree(here)


def states(program, folder):
    """What it tells systemd until it has said twice that it lives, and when it is asked to end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(folder / "notify"))
        manager.settimeout(30)
        surroundings = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "4000000"}
        words = [program, "--config", folder / "moved.conf", "--set", "web.port=0"]
        process = subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            said = [manager.recv(100).decode() for _ in range(3)]
            process.send_signal(signal.SIGTERM)
            while said[-1] != "STOPPING=1":
                said.append(manager.recv(100).decode())
            process.wait(30)
        except TimeoutError:
            said = ["nothing in time"]
        finally:
            process.kill()
            process.wait()
    return said


def check_repeated(side, build, folder):
    """Installing again leaves what somebody has set."""
    file = folder / f"etc/truckroll/{side}.conf"
    file.write_text(file.read_text() + "# ours\n")
    done = run(ROOT / "deploy/install", side, "--root", folder, "--build", build)
    if done.returncode or not file.read_text().endswith("# ours\n"):
        yield f"{side}: installed again, settings are lost: {done.stderr}"


def check_side(side, build):
    folder = Path(tempfile.mkdtemp(prefix=f"truckroll-{side}-"))
    try:
        install(side, build, folder)
        for service in SERVICES[side]:
            yield from check_unit(service, folder)
        yield from check_settings(side, folder)
        yield from check_repeated(side, build, folder)
        if side == "van" and os.readlink(folder / "etc/systemd/system/default.target") != "/lib/systemd/system/graphical.target":
            yield "van: the screen is not what the machine starts with"
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    build = parser.parse_args().build
    mistakes = [mistake for side in SERVICES for mistake in check_side(side, build)]
    print("\n".join(mistakes))
    sys.exit(1 if mistakes else 0)


if __name__ == "__main__":
    main()
