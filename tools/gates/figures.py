#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was spent is one number: in the ledger, in what clients were told, in each CSV and on paper."""
import contextlib
import csv
import decimal
import io
import json
import re
import subprocess
import sys
import zlib

from gateway import (BUILD, KEYS, MANAGEMENT_KEY, PLAIN_COST_NANO, PRICES, UPSTREAM_CREDENTIAL, Gateway,
                     Upstream, ask, check, policy, require, throwaway, wait_for)
import gateway as gate

CONSOLE = BUILD / "app" / "turnpike"
SCALE = 100_000  # Prices high enough that cents can be seen on paper.
PAID, SIMULATED = 7, 2
# 187,644.6 nano-dollars times SCALE, so that nothing is left to round.
EACH_NANO = 18_764_460_000
assert abs(EACH_NANO - PLAIN_COST_NANO * SCALE) < SCALE


def dear(content):
    prices = {name: f"{decimal.Decimal(price) * SCALE:f}" for name, price in PRICES.items()}
    for model in content["models"]:
        for endpoint in model["endpoints"]:
            endpoint["pricing"] = prices
    return content


def nano(usd):
    return int(decimal.Decimal(usd).scaleb(9).to_integral_exact())


def csv_rows(gateway, by):
    text = gateway.verb("report", "--by", by, "--format", "csv").stdout
    return list(csv.DictReader(io.StringIO(text, newline=""))), text


def cost_column(rows):
    names = [name for name in rows[0] if "usd" in name and "upstream" not in name and "lost" not in name]
    require(len(names) == 1, f"not one column of money: {', '.join(rows[0])}")
    return sum(nano(row[names[0]]) for row in rows)


def printed(gateway, path, by):
    done = subprocess.run([CONSOLE, "report", "--pdf", path, "--by", by, "--data", gateway.data],
                          env={**gateway.environment, "DISPLAY": "", "QT_QPA_PLATFORM": ""},
                          capture_output=True, text=True, timeout=120)
    require(done.returncode == 0, f"turnpike report ended with {done.returncode}: {done.stderr[:300]}")
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def unpacked(path):
    """A PDF's bytes with its packed streams laid open, as text."""
    raw = path.read_bytes()
    for found in re.finditer(rb"stream\r?\n", raw):
        with contextlib.suppress(zlib.error):
            raw += zlib.decompressobj().decompress(raw[found.end():])
    return raw.decode("latin-1")


def spend(gateway):
    answers = [ask(gateway.port, KEYS["tool"], "test/plain", stream=turn % 2 == 0) for turn in range(PAID)]
    require(all(answer.status == 200 and answer.seen == "whole" for answer in answers),
            f"statuses {[answer.status for answer in answers]}")
    for _ in range(SIMULATED):
        require(ask(gateway.port, KEYS["tool"], "turnpike/simulator").status == 200, "the simulator does not answer")
    wait_for(lambda: len(gateway.rows()) == PAID + SIMULATED, "the rows did not come")
    return sum(nano(answer.usage()["cost"]) for answer in answers)


def check_paper(gateway, folder, total):
    whole = f"${decimal.Decimal(total).scaleb(-9).quantize(decimal.Decimal('0.01'), decimal.ROUND_HALF_UP):,}"
    path = folder / "by-model.pdf"
    for by in ("key", "model"):
        with check(f"figures: the page by {by} prints the same total"):
            text = printed(gateway, folder / f"by-{by}.pdf", by)
            require(text.count(whole) >= 2, f"{whole} is printed {text.count(whole)} times:\n{text[:600]}")
            require(re.search(r"Page 1 of \d+", text), "the pages are not numbered")
    with check("figures: the pages are vectors, titled, and have an outline"):
        require(path.exists(), "there is no PDF")
        listed = subprocess.run(["pdfimages", "-list", path], capture_output=True, text=True, check=True).stdout
        require(len(listed.splitlines()) == 2, f"pictures in the PDF:\n{listed}")
        info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
        require(re.search(r"^Title: +\S", info, re.M), f"no title:\n{info}")
        require("/Outlines" in unpacked(path), "no outline")


def check_secrets(folder, texts):
    with check("figures: no secret is in a CSV or on a page"):
        raw = "".join([*map(unpacked, folder.glob("*.pdf")), *texts])
        for secret in (*KEYS.values(), UPSTREAM_CREDENTIAL, MANAGEMENT_KEY):
            require(secret not in raw and secret.encode().hex() not in raw, "a secret is in what was exported")


def main():
    with throwaway() as folder:
        upstream, gateway = Upstream(folder), Gateway(folder)
        texts = []
        try:
            with check("figures: requests with known prices are answered"):
                gateway.prepare(dear(policy(upstream.url, {"tool": None})))
                gateway.start()
                told = spend(gateway)
            total = PAID * EACH_NANO
            with check("figures: clients, key, ledger and reports say the same to the nano-dollar"):
                require(told == total, f"the answers add up to {told}, not {total}")
                require(gateway.spent_nano() == total, f"/key says {gateway.spent_nano()}")
                require(sum(row["cost_nusd"] for row in gateway.rows()) == total, "the ledger's rows do not add up")
            for by in ("day", "model", "key", "provider", "detail"):
                with check(f"figures: the CSV by {by} adds up to it"):
                    rows, text = csv_rows(gateway, by)
                    texts.append(text)
                    require(cost_column(rows) == total, f"{cost_column(rows)} instead of {total}")
                    require(sum(int(row["requests"]) for row in rows) == PAID, "simulated requests are counted")
            with check("figures: the JSON adds up to it, too"):
                told = json.loads(gateway.verb("report", "--by", "model", "--json").stdout, parse_float=decimal.Decimal)
                texts.append(json.dumps(told, default=str))
                require(str(decimal.Decimal(total).scaleb(-9).normalize()) in texts[-1], texts[-1][:300])
            check_paper(gateway, folder, total)
            check_secrets(folder, texts)
            with check("figures: the books are green"):
                gateway.verify()
                gateway.stop()
        finally:
            gateway.abandon()
            upstream.stop()
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
