#!/usr/bin/env python3
"""What the house style asks of the tree and can be checked without running it."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Read from the top: a layer uses only those above it (docs/architecture.md).
LAYERS = ["proto", "common/error", "common/config", "common/clock", "common/zone", "common/log", "common/ids", "common/text",
          "common/asio", "common/service", "common/certificates", "common/http", "common/mqtt", "common/schema", "common/codec", "common/expr",
          "common/validate", "common/geo", "common/rules", "common/sync", "pdf", "board",
          "edge/store", "edge/day", "edge/sync", "edge/identity", "edge/transfer", "edge/api", "edge/agent",
          "hub/broker", "hub/store", "hub/search", "hub/work",
          "hub/domain", "hub/domain/words", "hub/domain/ledger", "hub/domain/workflow", "hub/domain/marketing",
          "hub/domain/crm/enrich", "hub/domain/crm",
          "hub/domain/content/limits", "hub/domain/content", "hub/domain/stock", "hub/domain/billing", "hub/domain/field", "hub/domain/admin",
          "hub/domain/workflow/send", "hub/gateway", "hub/records", "hub/identity", "hub/graphql", "hub/quality/rules", "hub/quality", "hub/transfer/formats",
          "hub/transfer/rules", "hub/transfer", "hub/privacy", "hub/audit", "hub/webhooks", "hub/webhooks/rules", "hub/api",
          "hub/server"]
LINE_MAX = 100
BELOW_TEXT = ("tests/", "common/error/", "common/config/", "common/clock/", "common/zone/", "common/log/", "common/ids/", "common/text/")


def files(*patterns):
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, text=True,
                            capture_output=True, check=True).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def layer(path):
    best = ""
    for name in LAYERS:
        if (path == name or path.startswith(name + "/")) and len(name) > len(best):
            best = name
    return best


def problems():
    for path in files("*.cpp", "*.hpp"):
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if name.endswith(".hpp") and "#pragma once" not in text:
            yield f"{name}: #pragma once is missing"
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > LINE_MAX:
                yield f"{name}:{number}: longer than {LINE_MAX} columns"
        # In each file that calls them, JSON's parser and writer are compiled anew (common/text/json_text.hpp).
        if not name.startswith(BELOW_TEXT) and (found := re.search(r"\b[jJ]son::parse\(|\.dump\(", text)):
            yield f"{name}: {found.group()} is compiled anew in each file; use common/text/json_text.hpp"
        mine = layer(name)
        if not mine:
            continue
        for include in re.findall(r'^#include "([^"]+)"', text, re.M):
            theirs = layer(include)
            if theirs and LAYERS.index(theirs) > LAYERS.index(mine):
                yield f"{name}: {mine} may not use {theirs}"
            if {mine.split("/")[0], (theirs or "x").split("/")[0]} == {"edge", "hub"}:
                yield f"{name}: edge and hub never know each other"
    for path in files("*CMakeLists.txt"):
        folder = path.parent
        name = folder.relative_to(ROOT).as_posix()
        if re.search(r"^app_module\(", path.read_text(), re.M) and not (folder / "README.md").exists():
            yield f"{name}: a module has a README.md"
    for path in files("proto/records/*.proto"):
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"\s+(string|int32|int64|bool|bytes|uint32|uint64) \w+ = \d+", line) and "oneof" not in text[:text.find(line)][-400:]:
                yield f"{path.relative_to(ROOT)}:{number}: every scalar field is optional"


def main():
    found = list(problems())
    for problem in found:
        print(problem)
    print(f"{'0 passed, 1 failed' if found else '1 passed, 0 failed'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
