# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads edited bodies as Python does and fails when one differs from what was intended.

Usage: read.py FILE. A line of the file holds three JSON texts in hex: the client's body, the body for
the upstream, and what the gateway read and meant to change.
"""
import json
import sys

GATEWAY_ONLY = {"provider", "models", "route", "plugins", "preset", "transforms", "usage", "trace",
                "session_id", "debug", "user"}
OWN_GATEWAY_ONLY = {"chat": set(), "messages": {"speed", "fallbacks"}, "responses": set()}
LIMITS = {"chat": ("max_tokens", "max_completion_tokens"), "messages": ("max_tokens",),
          "responses": ("max_output_tokens",)}


class Number(str):
    """The text of a number, which must survive."""


def refuse(name):
    raise ValueError(name + " is no JSON")


def parse(text):
    return json.loads(text.decode("utf-8", "strict"), object_pairs_hook=lambda pairs: ("object", pairs),
                      parse_int=Number, parse_float=Number, parse_constant=refuse)


def member(pairs, name):
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise AssertionError("a name that is read stands twice: " + name)
    return values[0] if values else None


def put(pairs, name, value):
    if any(key == name for key, _ in pairs):
        return [(key, value if key == name else old) for key, old in pairs]
    return pairs + [(name, value)]


def intended(pairs, meant):
    api = meant["api"]
    gone = GATEWAY_ONLY | OWN_GATEWAY_ONLY[api]
    pairs = [(key, value) for key, value in pairs if key not in gone]
    inserted = []

    def set_member(name, value):
        nonlocal pairs
        if any(key == name for key, _ in pairs):
            pairs = put(pairs, name, value)
        else:
            inserted.append((name, value))

    set_member("model", meant["model"])
    clamp = meant["clamp"]
    if clamp is not None:
        told = [name for name in LIMITS[api] if member(pairs, name) is not None]
        for name in told:
            if int(member(pairs, name)) > clamp:
                pairs = put(pairs, name, Number(clamp))
        if not told:
            set_member(meant["limit"], Number(clamp))
    if meant["unstored"]:
        set_member("store", False)
    if api != "chat":  # The option is none of ours there.
        return pairs + inserted
    options = member(pairs, "stream_options")
    if not member(pairs, "stream") or not meant["options"]:
        pairs = [(key, value) for key, value in pairs if key != "stream_options"]
    elif meant["force"]:
        old = options[1] if options is not None else []
        set_member("stream_options", ("object", put(old, "include_usage", True)))
    return pairs + inserted


def check(line):
    original, edited, meant = (bytes.fromhex(part) for part in line.split())
    meant = json.loads(meant)
    before, after = parse(original)[1], parse(edited)[1]
    for name, value in meant["read"].items():
        told = member(before, name)
        told = int(told) if isinstance(told, Number) else told
        assert told == value, f"{name}: read {value!r}, Python reads {told!r}"
    assert after == intended(before, meant), f"{original!r}\nbecame {edited!r}"


def main():
    count = 0
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            check(line)
            count += 1
    print(count)


main()
