#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the quick checks of clang-tidy 14 over the layers in which a slip is dearest.

tidy.py [--all] [BUILD] [FILE...]: BUILD (build/dev) has compile_commands.json. FILEs: only those,
with every check of .clang-tidy; --all: every source of ours, likewise, which takes long. Prints the
findings; exit code 1 if there is one.
"""
import json
import os
import pathlib
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The static analyzer takes most of the time and has its place in --all.
QUICK = ("-*,bugprone-*,performance-*,-bugprone-easily-swappable-parameters,"
         "-performance-implicit-conversion-in-loop,"
         "-bugprone-not-null-terminated-result")  # Takes a memcpy of views for one of C texts.
FOLDERS = ("core/", "engine/http/", "engine/admission/", "engine/json/")


def without_pch(command):
    """g++'s precompiled headers mean nothing to clang."""
    words = shlex.split(command)
    kept = []
    i = 0
    while i < len(words):
        if words[i] == "-include" and "cmake_pch" in words[i + 1]:
            i += 2
            continue
        if words[i] != "-Winvalid-pch":
            kept.append(words[i])
        i += 1
    # The compiler cache is no compiler.
    return kept[1:] if os.path.basename(kept[0]) == "ccache" else kept


def commands_of(build, wanted):
    entries = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if not file.is_relative_to(ROOT) or file.is_relative_to(ROOT / "build"):
            continue
        name = str(file.relative_to(ROOT))
        if wanted(name) and name not in entries:
            entries[name] = {"directory": entry["directory"], "file": str(file),
                             "arguments": without_pch(entry["command"])}
    return entries


def main(arguments):
    takes_all = "--all" in arguments
    arguments = [word for word in arguments if word != "--all"]
    build = pathlib.Path(arguments.pop(0) if arguments else ROOT / "build/dev").resolve()
    files = {str(pathlib.Path(word).resolve().relative_to(ROOT)) for word in arguments}
    entries = commands_of(build, lambda name: name in files if files
                          else takes_all or name.startswith(FOLDERS))
    if not entries:
        print("tidy: no source to check; is this a build folder?", build, file=sys.stderr)
        return 1
    folder = build / "tidy"
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(list(entries.values())))

    def check(name):
        checks = [] if takes_all or files else [f"--checks={QUICK}"]
        done = subprocess.run(["clang-tidy-14", "--quiet", "--warnings-as-errors=*", *checks,
                               f"-p={folder}", str(ROOT / name)],
                              capture_output=True, text=True, check=False)
        return name, done.returncode, done.stdout + ("" if done.returncode == 0 else done.stderr)

    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, output in pool.map(check, sorted(entries)):
            if code != 0:
                failed += 1
                print(f"{name}:\n{output}")
    print(f"tidy: {len(entries)} files, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
