#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a key to the ledger: a request's bytes, its row, its exact cost, and that no secret leaks."""
import base64
import csv
import decimal
import io
import json
import socket
import sys
import urllib.parse

from gateway import (KEYS, MEASURED, PLAIN_COST_NANO, STATE, UPSTREAM_CREDENTIAL, Gateway, Upstream, ask,
                     check, check_no_hold_leaks, policy, require, throwaway, wait_for)
import gateway as gate


def row_of(gateway, answer):
    rows = wait_for(lambda: gateway.rows("g.gen_id = ?", (answer.generation,)),
                    f"{answer.generation or 'an answer without X-Generation-Id'} did not reach the ledger")
    return rows[0]


def check_exact(gateway, stream):
    answer = ask(gateway.port, KEYS["tool"], "test/plain", stream=stream)
    require(answer.status == 200 and answer.seen == "whole", f"{answer.status}, {answer.seen}: {answer.body[:200]}")
    row = row_of(gateway, answer)
    expected = {"state": STATE["complete"], "usage_origin": MEASURED, "http_status": 200,
                "prompt_tokens": 1000, "cache_read_tokens": 400, "completion_tokens": 200,
                "reasoning_tokens": 50, "cost_nusd": PLAIN_COST_NANO, "counted_nusd": PLAIN_COST_NANO,
                "model_slug": "test/plain", "key_name": "tool", "attempt_count": 1, "lost_nusd": 0}
    wrong = {name: row[name] for name, value in expected.items() if row[name] != value}
    require(not wrong, f"the row says {wrong}")
    require(row["prompt_cost_nusd"] + row["completion_cost_nusd"] == PLAIN_COST_NANO, "the parts do not add up")
    told = answer.usage()
    require(told["cost"] == decimal.Decimal(PLAIN_COST_NANO).scaleb(-9), f"usage.cost is {told['cost']}")


def check_upstream_bytes(gateway, upstream):
    """Pass-through: what the client wrote is what the provider reads, but for the model's name."""
    body = '{"zeta": 1.50, "messages":[{"role":"user","content":"a\\u00e9\\ud83d"}],"model":"test/echo",' \
           '"temperature":1.0,"stream":false,"x":[1e2,{"b":1,"a":2}]}'
    before = len(upstream.requests())
    answer = ask_raw(gateway.port, body)
    require(answer.status == 200, f"{answer.status}: {answer.body[:200]}")
    sent = [entry for entry in upstream.requests()[before:] if "body" in entry][-1]
    require(sent["authorized"], "the provider did not get its credential")
    require(KEYS["tool"] not in json.dumps(sent), "the client's key went upstream")
    for piece in ('{"zeta": 1.50, "messages":[{"role":"user","content":"a\\u00e9\\ud83d"}]', '"temperature":1.0',
                  '"x":[1e2,{"b":1,"a":2}]'):
        require(piece in sent["body"], f"{piece} did not arrive as it was written: {sent['body'][:300]}")
    require('"model":"echo"' in sent["body"].replace(" ", ""), "the model's name was not replaced")


def ask_raw(port, body):
    """As ask(), with the bytes of the body given."""
    answer = gate.Answer()
    head = (f"POST /api/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer "
            f"{KEYS['tool']}\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body.encode())}\r\n\r\n")
    with socket.create_connection(("127.0.0.1", port), gate.TURN) as connection:
        connection.settimeout(gate.TURN)
        connection.sendall(head.encode() + body.encode())
        gate.read_answer(connection, answer)
    return answer


def check_fallback(gateway, model, lost):
    # Chance would send some to the second endpoint at once.
    answer = ask(gateway.port, KEYS["tool"], model, extra={"provider": {"order": ["first", "second"]}})
    require(answer.status == 200 and answer.seen == "whole", f"{answer.status}: {answer.body[:200]}")
    row = row_of(gateway, answer)
    require(row["cost_nusd"] == PLAIN_COST_NANO, f"charged {row['cost_nusd']}")
    require(row["attempt_count"] == 2 and len(gateway.attempts(row)) == 2, "both attempts are not kept")
    require((row["lost_nusd"] > 0) == lost, f"lost amount {row['lost_nusd']}")


def check_refusals(gateway):
    cases = {("test/plain", "sk-tp-v1-" + "0" * 64): 401, ("test/unknown", KEYS["tool"]): 400,
             ("test/nowhere", KEYS["tool"]): 404}
    for (model, key), status in cases.items():
        answer = ask(gateway.port, key, model)
        require(answer.status == status, f"{model} answered {answer.status} instead of {status}")
        require(json.loads(answer.body)["error"]["code"] == status, "error.code is not the status")
    first = ask(gateway.port, KEYS["poor"], "test/plain")
    require(first.status == 200, f"the first request within the limit answered {first.status}")
    second = ask(gateway.port, KEYS["poor"], "test/plain")
    require(second.status == 402, f"a request beyond the limit answered {second.status} instead of 402")


def check_report(gateway):
    gateway.stop()
    total = sum(row["cost_nusd"] for row in gateway.rows())
    text = gateway.verb("report", "--by", "model", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    require(rows, "the report is empty")
    require("credits_usd" in rows[0], f"no cost column among {list(rows[0])}")
    reported = sum(decimal.Decimal(row["credits_usd"]) for row in rows)
    require(reported == decimal.Decimal(total).scaleb(-9), f"the report adds up to {reported}, the rows to {total} nano-dollars")


def check_no_leak(gateway):
    """The key and the provider's credential are nowhere on disk, in no spelling."""
    for name, secret in {**{f"key {name}": key for name, key in KEYS.items()}, "credential": UPSTREAM_CREDENTIAL}.items():
        plain = secret.encode()
        spellings = {plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"="),
                     urllib.parse.quote(secret).encode(), json.dumps(secret)[1:-1].encode()}
        for path in [gateway.output, *gateway.data.rglob("*")]:
            if path.is_file():
                content = path.read_bytes()
                require(not any(spelling in content for spelling in spellings), f"{name} is in {path.name}")


def main():
    with throwaway() as folder:
        upstream, gateway = Upstream(folder), Gateway(folder)
        try:
            with check("a new ledger takes the policy file"):
                gateway.prepare(policy(upstream.url))
            with check("applying the same file again changes nothing"):
                again = gateway.verb("apply", "--dry-run", "--json", gateway.folder / "policy.json")
                require(json.loads(again.stdout)["changes"] == [], f"it would change {again.stdout[:300]}")
            with check("the gateway listens"):
                gateway.start()
            if gate.failures:
                return 1
            with check("a stream's row has the exact cost"):
                check_exact(gateway, stream=True)
            with check("a plain answer's row has the exact cost"):
                check_exact(gateway, stream=False)
            with check("bytes pass through as they were written"):
                check_upstream_bytes(gateway, upstream)
            with check("a second endpoint answers when the first fails with a status"):
                check_fallback(gateway, "test/fallback-status-500", lost=False)
            with check("a second endpoint answers when the first is cut, and the loss is kept"):
                check_fallback(gateway, "test/fallback-cut", lost=True)
            with check("refusals have their status"):
                check_refusals(gateway)
            with check("an upstream's error never shows its credential, nor its 401 as ours"):
                for kind in ("status-401", "status-400", "status-500"):
                    answer = ask(gateway.port, KEYS["tool"], f"test/{kind}")
                    require(UPSTREAM_CREDENTIAL.encode() not in answer.body, f"{kind} shows the credential")
                    require(answer.status not in (200, 401), f"{kind} was answered with {answer.status}")
            with check("no hold leaks"):
                check_no_hold_leaks(gateway, lambda limits: policy(upstream.url, limits))
            with check("verify is green beside a running gateway"):
                gateway.verify()
            with check("SIGTERM drains, and the report equals the rows"):
                check_report(gateway)
            with check("verify is green without a gateway"):
                gateway.verify()
            with check("no secret is on disk"):
                check_no_leak(gateway)
        finally:
            gateway.abandon()
            upstream.stop()
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
