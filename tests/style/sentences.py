#!/usr/bin/env python3
"""What the programs tell people is in the message catalogue: every sentence of a refusal has its translation in
common/error/sentences.de.json, and none is put together from pieces, which no translation could follow.

  sentences.py           what is missing, left over or put together; ends with an error if there is any
  sentences.py --list    all sentences of the source that have no translation yet, as JSON
features: A11Y-04
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "common/error/sentences.de.json"
# Read by who runs the programs, or by who writes one: in English, like the documentation.
UNTRANSLATED = ["common/config", "common/certificates", "common/geo", "common/mqtt", "common/log", "common/asio", "common/schema",
                "hub/server", "hub/graphql", "hub/broker", "edge/agent/program", "board"]
TELLS = re.compile(r"\b(say|(?:\w+_)?refuse\w*|Error|ProviderProblem|GraphqlError|Violation|problem|fault|add_fault|refusal|hopeless|failed|Throttled)\s*[({]")
# A function that says something, and a list of what is wrong.
RETURNS = re.compile(r"(?m)^(?:\w.*\b)?Sentence>? (?!listed)(\w+)\([^;{}]*\) (?:const )?{")
LISTS = re.compile(r"\b(push_back|emplace_back)\(\s*\{")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
# A literal with words that a + joins to something; a field's path, as in path + ".city", has none.
WORDS = r'"(?=(?:[^"\\]|\\.)*(?:[A-Za-z] | [A-Za-z]))(?:[^"\\]|\\.)*"'
PIECE = re.compile(rf'{WORDS}\s*\+(?!\+)|(?<!\+)\+\s*{WORDS}')


def without_comments(text):
    """Comments become blanks; strings stay."""
    pattern = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'|//[^\n]*|/\*.*?\*/', re.S)
    return pattern.sub(lambda match: match.group() if match.group()[0] in "\"'" else re.sub(r"[^\n]", " ", match.group()), text)


def inside(text, start):
    """What stands between the bracket before `start` and the one that closes it."""
    depth, at = 1, start
    while at < len(text):
        if text[at] == '"':
            at = LITERAL.match(text, at).end() if LITERAL.match(text, at) else at + 1
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            break
        at += 1
    return text[start:at]


def joined(text):
    """Neighbouring literals are one, as for the compiler."""
    return re.sub(r'"\s+"', "", text)


def unescaped(literal):
    return json.loads(f'"{literal}"') if "\\x" not in literal else literal


def sentences(text):
    """(sentence, None) and (None, what is put together) of one file."""
    text = joined(without_comments(text))
    places = list(TELLS.finditer(text)) + list(RETURNS.finditer(text))
    if "Violation" in text:
        places += LISTS.finditer(text)
    for call in places:
        body = inside(text, call.end())
        if call.group(1) == "Error" and re.match(r"\s*(common::)?ErrorCode::(internal|storage)\b", body):
            continue
        is_say = call.group(1) == "say"
        if not is_say and PIECE.search(blank_inner(body)):
            yield None, re.sub(r"\s+", " ", body.strip())[:110]
            continue
        for number, literal in enumerate(LITERAL.findall(body if is_say else blank_inner(body))):
            if (is_say and number == 0) or re.search(r"[^\W\d_] (?:[^\W\d_]|\d+ [^\W\d_])|[A-Z].*\.$", literal):
                yield unescaped(literal), None


def blank_inner(body):
    """Without the arguments of say(): they are looked at where they stand."""
    out, at = "", 0
    for call in re.finditer(r"\bsay\s*\(", body):
        if call.start() < at:
            continue
        out += body[at:call.start()] + "say("
        at = call.end() + len(inside(body, call.end()))
    return out + body[at:]


def main():
    found, pieces = {}, []
    for path in sorted(p for side in ("common", "hub", "edge") for end in ("cpp", "hpp") for p in (ROOT / side).rglob(f"*.{end}")):
        name = path.relative_to(ROOT).as_posix()
        if any(name.startswith(folder + "/") for folder in UNTRANSLATED) or "node_modules" in name:
            continue
        for sentence, piece in sentences(path.read_text(encoding="utf-8")):
            if piece:
                pieces.append(f"{name}: put together from pieces, use say(): {piece}")
            else:
                found.setdefault(sentence, name)
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    missing = [sentence for sentence in found if sentence not in catalogue]
    if "--list" in sys.argv:
        print(json.dumps({sentence: found[sentence] for sentence in missing}, ensure_ascii=False, indent=1))
        return 0
    faults = pieces + [f"{found[one]}: no translation in {CATALOGUE.relative_to(ROOT)}: {one}" for one in missing]
    faults += [f"{CATALOGUE.relative_to(ROOT)}: not said any more: {one}" for one in catalogue if one not in found]
    for source, translation in catalogue.items():
        places = lambda text: len(re.findall(r"\{\d*\}", text))
        if places(source) != places(translation):
            faults.append(f"{CATALOGUE.relative_to(ROOT)}: other places for values than in the source: {source}")
    faults += [f"{CATALOGUE.relative_to(ROOT)}: Swiss spelling has no ß: {text}" for text in catalogue.values() if "ß" in text]
    if list(catalogue) != sorted(catalogue):
        faults.append(f"{CATALOGUE.relative_to(ROOT)}: not in the order of the alphabet")
    print("\n".join(faults) if faults else f"{len(catalogue)} sentences, all translated")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
