"""Mistakes on the command line of ./dev are refused at once, with the command's usage and exit code 2."""
import socket
import subprocess
import sys
from pathlib import Path

root = Path(__file__).resolve().parents[2]

REFUSED = [
    (["run", "--port", "abc"], "--port needs a whole number from 0 to 65535, not \"abc\""),
    (["run", "--port", "70000"], "--port needs a whole number"),
    (["run", "--port", "-1"], "--port needs a whole number"),
    (["run", "--port"], "--port needs a value"),
    (["run", "--vans", "x"], "--vans needs a whole number from 0 to 100, not \"x\""),
    (["run", "--vans", ""], "--vans needs a value"),
    (["run", "--data", "--keep"], "--data needs a value"),
    (["run", "--store", "mysql://x"], "--store needs sqlite:FILE or postgresql://"),
    (["run", "--json", "figures.json"], "--json goes with --check"),
    (["run", "--prot", "80"], "unknown option --prot"),
    (["run", "8080"], "unknown option 8080"),
    (["build", "--preset", "fast"], "there is no preset fast"),
    (["build", "--preset"], "--preset needs a value"),
    (["build", "--quick"], "unknown option --quick"),
    (["test", "--only", "store"], "unknown option --only"),
    (["fuzz", "--runs", "many"], "--runs needs a whole number"),
    (["fuzz", "nothing"], "there is no tests/fuzz/nothing.cpp"),
    (["powercut", "--cuts", "many"], "--cuts needs a whole number"),
    (["hubs", "--kills", "0"], "--kills needs a whole number"),
    (["bench", "--json"], "--json needs a value"),
    (["bench", "--fast"], "unknown option --fast"),
    (["format", "--all"], "unknown option --all"),
    (["check", "--quick"], "unknown option --quick"),
    (["setup", "now"], "unknown option now"),
    (["fly"], "unknown command fly"),
]


def run(arguments):
    done = subprocess.run([root / "dev", *arguments], capture_output=True, text=True, timeout=20)
    return done.returncode, done.stderr


def main():
    mistakes = []
    for arguments, wanted in REFUSED:
        code, said = run(arguments)
        if code != 2 or wanted not in said or "./dev" not in said:
            mistakes.append(f"./dev {' '.join(arguments)}: exit {code}, {said.strip()[:200]}")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = run(["run", "--port", str(port)])
        if code != 1 or f"port {port} is in use" not in said or "--port" not in said:
            mistakes.append(f"./dev run on a port in use: exit {code}, {said.strip()[:200]}")
    for mistake in mistakes:
        print(mistake)
    sys.exit(1 if mistakes else 0)


if __name__ == "__main__":
    main()
