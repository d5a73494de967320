#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One small round of the whole bench: every row of the table is measured with everything on, every
answer is right, the ledger that it leaves is in order, and what can be counted is within its target.
Times are printed and never judged: a shared machine would make the verdict a dice roll.
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile

import gateway as gate
from gateway import BUILD, ROOT, check, require

PROXIES = ("direct", "nginx", "haproxy", "turnpike")
COMPARED = ["CPU per request, saturated", "requests/s, saturated", "CPU per chunk at 5,000/s",
            "CPU per chunk at 50,000/s", "CPU per chunk, bursts", "time to first byte p50, 1,000 streams"]
for connections in (16, 256, 1000):
    COMPARED += [f"CPU per request at 2,000/s, {connections} connections",
                 f"latency p50 at 2,000/s, {connections} connections"]
# What is counted, not timed: the largest value that the specification allows.
COUNTED = {"system calls per request": 8, "system calls per chunk": 4.5, "memory per stream": 8,
           "memory per TLS stream": 60, "console: idle memory, resident": 150}
CONSOLE = ["console: start to first paint of API keys", "console: start to first paint of Live requests",
           "console: idle memory, proportional", "console: longest gap between ticks at 200/s",
           "console: longest gap above an idle process's"]


def main():
    with tempfile.NamedTemporaryFile(suffix=".json") as kept:
        done = subprocess.run([ROOT / "bench/run", "--quick", "--build-dir", BUILD, "--json", kept.name], capture_output=True,
                              text=True, timeout=1200)
        print(done.stderr, done.stdout, sep="\n", flush=True)
        with check("the bench measures"):
            require(done.returncode == 0, f"bench/run ended with {done.returncode}")
        if done.returncode != 0:
            return 1
        measured = json.load(open(kept.name, encoding="utf-8"))

    samples = measured["samples"]
    with check("each figure is measured beside nginx, haproxy and no proxy in the same minute"):
        for figure in COMPARED:
            missing = [name for name in PROXIES if not samples.get(figure, {}).get(name)]
            require(not missing, f"{figure}: not measured for {', '.join(missing)}")
    with check("each answer under load is right"):
        found = re.search(r"bad answers: (\d+)", done.stdout)
        require(found and found.group(1) == "0", found.group(0) if found else "the count is missing")
    with check("the ledger that the load leaves behind is in order"):
        found = re.search(r"verify: (.*)", done.stderr)
        require(found and "agrees with itself" in found.group(1), found.group(1) if found else "verify did not run")
    for figure, most in COUNTED.items():
        with check(f"{figure}: at most {most}"):
            values = samples.get(figure, {}).get("turnpike")
            require(values, "not measured")
            require(statistics.median(values) <= most, f"{statistics.median(values):.2f}")
    with check("the console is measured, and repaints under load"):
        missing = [figure for figure in CONSOLE if not samples.get(figure, {}).get("turnpike")]
        require(not missing, f"not measured: {', '.join(missing)}")
        require(min(samples["console: paints of the list"]["turnpike"]) > 0, "nothing was painted under load")
    with check("the writer and each shape of Activity are measured"):
        require(measured["writer"], "no figure of the ledger writer")
        require(measured["activity"] and all(result["queries"] for result in measured["activity"]),
                "no figure of Activity")
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
