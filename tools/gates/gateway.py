# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gates share: a real upstream, a real turnpiked on a throwaway ledger, and a raw client.

Nothing here knows how the gateway works inside; it uses the command line, the HTTP API and, to
look, the ledger opened read-only. A gate prints `ok X`, `not ok X: why` or `skip X: why` lines.
"""
import contextlib
import decimal
import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("GATE_BUILD", ROOT / "build" / "dev"))
PROGRAM = BUILD / "app" / "turnpiked"
TURN = 20.0  # Seconds that anything here may take at most.

# USD per unit. The cached price is finer than a nano-dollar on purpose: the sum is rounded once.
PRICES = {"prompt": "0.000000123", "completion": "0.000000457",
          "input_cache_read": "0.0000000311115", "request": "0.00001"}
# What upstream.mjs reports for `plain`: 1000 prompt tokens, 400 of them cached, 200 completion.
# 600 x 123 + 400 x 31.1115 + 200 x 457 + 10000 = 187644.6 nano-dollars, half up:
PLAIN_COST_NANO = 187_645

STATE = {"complete": 1, "failed": 2, "cancelled": 3, "refused": 4, "interrupted": 5}
MEASURED = 0


class GateFailure(Exception):
    """A sentence that says what is wrong."""


def require(condition, sentence):
    if not condition:
        raise GateFailure(sentence)


failures = 0


@contextlib.contextmanager
def check(name):
    """Prints `ok NAME`, or `not ok NAME: why` when the block raises."""
    global failures
    try:
        yield
        print(f"ok {name}", flush=True)
    except (GateFailure, OSError, subprocess.SubprocessError, sqlite3.Error, ValueError, KeyError) as error:
        failures += 1
        print(f"not ok {name}: {type(error).__name__ if not isinstance(error, GateFailure) else ''} {error}",
              flush=True)


def secret_key(name):
    """A fixed, well-formed key for each name, so that two runs are alike."""
    return "sk-tp-v1-" + hashlib.sha256(name.encode()).hexdigest()


KEYS = {name: secret_key(name) for name in ("tool", "poor", "free")}
MANAGEMENT_KEY = "sk-tp-mgmt-" + "e5" * 32
UPSTREAM_CREDENTIAL = "upstream-canary-7f3a9c51d2"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, sentence, seconds=TURN):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise GateFailure(f"{sentence} within {seconds:g} s")


# -- The upstream ----------------------------------------------------------------------------------

def node():
    found = subprocess.run([ROOT / "tests/contract/node.sh"], capture_output=True, text=True, timeout=300)
    require(found.returncode == 0, f"no Node: {found.stderr.strip()}")
    return found.stdout.strip()


class Upstream:
    """tests/contract/upstream.mjs as a process of its own."""

    def __init__(self, folder):
        self.log = pathlib.Path(folder) / "upstream.jsonl"
        self.process = subprocess.Popen(
            [node(), ROOT / "tests/contract/upstream.mjs", "--log", self.log], text=True,
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
            env={**os.environ, "UPSTREAM_CREDENTIAL": UPSTREAM_CREDENTIAL})
        line = self.process.stdout.readline().split()
        require(line[:1] == ["listening"], "upstream.mjs did not start")
        self.url = f"http://127.0.0.1:{line[1]}/v1"

    def requests(self):
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def stop(self):
        self.process.terminate()
        self.process.wait(TURN)
        self.process.stdout.close()


# -- The policy ------------------------------------------------------------------------------------

def endpoint(provider, upstream_model):
    return {"provider": provider, "model": upstream_model, "pricing": PRICES, "max_output": 4096}


def policy(upstream_url, limits=None, extra_providers=(), extra_models=()):
    """The policy file of the gates; `limits` changes keys' limits by name (USD, decimal text)."""
    limits = {"tool": "100", "poor": "0.0001", "free": None, **(limits or {})}
    provider = {"name": "Test upstream", "format": "openai", "base_url": upstream_url,
                "credential": "env:GATE_UPSTREAM_CREDENTIAL"}
    kinds = ["plain", "tools", "unicode", "echo", "slow", "long", "no-usage", "cut",
             "cut-midstream", "stall", "html", "status-400", "status-401", "status-402",
             "status-404", "status-429", "status-500", "status-503"]
    models = [{"slug": f"test/{kind}", "name": kind, "type": "chat", "context_length": 128000,
               "endpoints": [endpoint("first", kind)]} for kind in kinds]
    for kind in ("status-500", "cut"):
        models.append({"slug": f"test/fallback-{kind}", "name": f"fallback after {kind}",
                       "type": "chat", "context_length": 128000,
                       "endpoints": [endpoint("first", kind), endpoint("second", "plain")]})
    models.append({"slug": "test/nowhere", "name": "nowhere", "type": "chat",
                   "context_length": 1000, "endpoints": []})
    keys = [{"name": name, "secret": f"env:GATE_KEY_{name.upper()}",
             **({"limit": limits[name]} if limits[name] else {})} for name in KEYS]
    return {"version": 1,
            "organization": {"name": "Gate", "owner": {"name": "Gate", "email": "gate@example.org"},
                             "credits": {"pool": True, "total": "1000"}},
            "providers": [{"slug": "first", **provider}, {"slug": "second", **provider},
                          *extra_providers],
            "models": [*models, *extra_models],
            "keys": keys,
            "management_keys": [{"name": "reader", "secret": "env:GATE_MANAGEMENT_KEY"}]}


# -- The gateway -----------------------------------------------------------------------------------

class Gateway:
    """turnpiked on one data folder. Not started by the constructor."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.process = None
        self.output = self.folder / "turnpiked.log"
        self.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "TURNPIKE_MASTER_KEY": hashlib.sha256(b"gate").hexdigest(),
            "GATE_UPSTREAM_CREDENTIAL": UPSTREAM_CREDENTIAL,
            "GATE_MANAGEMENT_KEY": MANAGEMENT_KEY,
            **{f"GATE_KEY_{name.upper()}": secret for name, secret in KEYS.items()}}
        self.environment.pop("TURNPIKE_KILL_AT", None)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/api/v1"

    def verb(self, *words, may_fail=False, text=None):
        done = subprocess.run([PROGRAM, *words, "--data", self.data], env=self.environment,
                              input=text, stdin=None if text is not None else subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        require(may_fail or done.returncode == 0,
                f"turnpiked {' '.join(map(str, words))} ended with {done.returncode}: "
                f"{(done.stderr or done.stdout).strip()[:500]}")
        return done

    def apply(self, content):
        path = self.folder / "policy.json"
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
        return self.verb("apply", path)

    def prepare(self, content):
        self.verb("init", "--name", "Gate", "--email", "gate@example.org", "--organization", "Gate")
        self.apply(content)

    def start(self, kill_at=None):
        """Runs until it listens, or until a kill point ended it before; True if it listens."""
        environment = {**self.environment, **({"TURNPIKE_KILL_AT": str(kill_at)} if kill_at else {})}
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--data", self.data, "--port", str(self.port)], env=environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        wait_for(lambda: self.is_listening() or self.process.poll() is not None,
                 "turnpiked neither listened nor ended", 60)
        if self.process.poll() is not None:
            require(kill_at and self.process.returncode == -signal.SIGKILL,
                    f"turnpiked serve ended with {self.process.returncode}: {self.last_words()}")
            return False
        return True

    def is_listening(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def last_words(self):
        return self.output.read_text(encoding="utf-8", errors="replace")[-500:].strip()

    def is_dead(self):
        return self.process.poll() is not None

    def wait_dead(self, seconds=TURN):
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.is_dead()

    def kill(self):
        self.process.kill()
        self.process.wait(TURN)

    def stop(self):
        """SIGTERM: it must drain and end well."""
        if self.process and not self.is_dead():
            self.process.terminate()
            require(self.wait_dead(60), "turnpiked did not stop within 60 s of SIGTERM")
            require(self.process.returncode == 0,
                    f"after SIGTERM turnpiked ended with {self.process.returncode}: {self.last_words()}")

    def abandon(self):
        """For the end of a gate, whatever state things are in."""
        if self.process and not self.is_dead():
            self.kill()

    def rows(self, where="1 = 1", arguments=()):
        """Generation rows as dictionaries, oldest first."""
        ledger = sqlite3.connect(f"file:{self.data / 'ledger.sqlite'}?mode=ro", uri=True, timeout=TURN)
        ledger.row_factory = sqlite3.Row
        with contextlib.closing(ledger):
            return [dict(row) for row in ledger.execute(
                "SELECT g.*, m.slug AS model_slug, k.name AS key_name FROM generation g "
                "LEFT JOIN model m ON m.id = g.model_id LEFT JOIN api_key k ON k.id = g.key_id "
                f"WHERE {where} ORDER BY g.id", arguments)]

    def attempts(self, generation_row):
        ledger = sqlite3.connect(f"file:{self.data / 'ledger.sqlite'}?mode=ro", uri=True, timeout=TURN)
        ledger.row_factory = sqlite3.Row
        with contextlib.closing(ledger):
            return [dict(row) for row in ledger.execute(
                "SELECT * FROM attempt WHERE generation_id = ? ORDER BY number", (generation_row["id"],))]

    def verify(self):
        self.verb("verify")

    def spent_nano(self, name="tool"):
        """What the gateway says that a key has used, in nano-dollars."""
        answer = ask(self.port, KEYS[name], None, path="/api/v1/key")
        require(answer.status == 200, f"GET /key answered {answer.status}")
        used = json.loads(answer.body, parse_float=decimal.Decimal)["data"]["usage"]
        return int(decimal.Decimal(used).scaleb(9))


# -- The client ------------------------------------------------------------------------------------

class Answer:
    """What came back: `seen` is "nothing", "part" or "whole"."""

    def __init__(self):
        self.status, self.headers, self.body, self.seen = 0, {}, b"", "nothing"

    @property
    def generation(self):
        return self.headers.get("x-generation-id", "")

    def usage(self):
        """The usage object, numbers as Decimal."""
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            events = [line[6:] for line in self.body.decode().splitlines()
                      if line.startswith("data: {") and '"usage"' in line]
            return json.loads(events[-1], parse_float=decimal.Decimal)["usage"] if events else None
        return json.loads(self.body, parse_float=decimal.Decimal).get("usage")


def dechunk(raw):
    """The bytes of a chunked body so far, and whether its end came."""
    body = b""
    while True:
        line, mark, rest = raw.partition(b"\r\n")
        if not mark:
            return body, False
        size = int(line.split(b";")[0], 16)
        if size == 0:
            return body, rest.startswith(b"\r\n")
        body += rest[:size]
        if len(rest) < size + 2:
            return body, False
        raw = rest[size + 2:]


def read_answer(connection, answer):
    raw = b""
    while True:
        head, mark, rest = raw.partition(b"\r\n\r\n")
        if mark:
            first, *lines = head.decode("latin-1").split("\r\n")
            answer.status = int(first.split()[1])
            answer.headers = {name.lower(): value.strip()
                              for name, _, value in (line.partition(":") for line in lines)}
            answer.seen = "part"
            if answer.headers.get("transfer-encoding", "").lower() == "chunked":
                answer.body, ended = dechunk(rest)
            else:
                size = int(answer.headers.get("content-length", "0"))
                answer.body, ended = rest[:size], len(rest) >= size
            is_stream = answer.headers.get("content-type", "").startswith("text/event-stream")
            if ended and (not is_stream or b"data: [DONE]" in answer.body):
                answer.seen = "whole"
            if ended:
                return
        piece = connection.recv(65536)
        if not piece:
            return
        raw += piece


def ask(port, key, model, stream=True, path="/api/v1/chat/completions", extra=None, seconds=TURN):
    """One request on a connection of its own. Never raises for what the server does."""
    answer = Answer()
    lines = [f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {key}", "Connection: close"]
    body = b""
    if model:
        body = json.dumps({"model": model, "stream": stream, "max_tokens": 500, "messages": [
            {"role": "user", "content": "Count the words of this sentence, please."}],
            **(extra or {})}).encode()
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = f"{'POST' if model else 'GET'} {path} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
    with contextlib.suppress(OSError):
        with socket.create_connection(("127.0.0.1", port), seconds) as connection:
            connection.settimeout(seconds)
            connection.sendall(head.encode() + body)
            read_answer(connection, answer)
    return answer


class Load:
    """Threads that ask until told to stop; `whole` collects the answers received to their end."""

    MODELS = ("test/plain", "test/plain", "test/plain", "test/long", "test/fallback-status-500",
              "test/cut-midstream", "test/tools")

    def __init__(self, gateway, threads=8, models=MODELS):
        self.models = models
        self.gateway, self.whole, self.asked = gateway, [], 0
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, args=(n,), daemon=True) for n in range(threads)]
        for thread in self.threads:
            thread.start()

    def run(self, number):
        turn = number
        while not self.stopping.is_set():
            model = self.models[turn % len(self.models)]
            answer = ask(self.gateway.port, KEYS["tool"], model, stream=turn % 3 != 0)
            with self.lock:
                self.asked += 1
                if answer.seen == "whole" and answer.status == 200:
                    self.whole.append(answer)
            if answer.seen == "nothing":
                self.stopping.wait(0.01)
            turn += 1

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(TURN * 2)
            require(not thread.is_alive(), "a client thread hung")


def check_whole_answers(gateway, answers):
    """Every answer that a client received whole is in the ledger exactly once, at its price."""
    rows = {}
    for row in gateway.rows():
        require(row["gen_id"] not in rows, f"{row['gen_id']} is in the ledger twice")
        rows[row["gen_id"]] = row
    for answer in answers:
        row = rows.get(answer.generation)
        require(row, f"{answer.generation} was received whole and is not in the ledger")
        require(row["state"] == STATE["complete"], f"{row['gen_id']} is in state {row['state']}, not complete")
        require(row["usage_origin"] == MEASURED, f"{row['gen_id']} is not measured")
        require(row["cost_nusd"] == PLAIN_COST_NANO, f"{row['gen_id']} cost {row['cost_nusd']} nano-dollars")
        told = answer.usage()
        require(told and int(decimal.Decimal(told["cost"]).scaleb(9)) == PLAIN_COST_NANO,
                f"{row['gen_id']}: the client was told {told}")


def check_no_hold_leaks(gateway, make_policy):
    """With room for one nano-dollar more than was spent, a request is let in only if nothing is held."""
    spent = gateway.spent_nano()
    counted = sum(row["counted_nusd"] for row in gateway.rows("k.name = 'tool'"))
    require(spent == counted, f"/key says {spent} nano-dollars, the rows add up to {counted}")
    limit = decimal.Decimal(spent + 1).scaleb(-9)
    gateway.apply(make_policy({"tool": f"{limit:f}"}))
    answer = ask(gateway.port, KEYS["tool"], "test/plain")
    require(answer.status == 200,
            f"a hold leaked: with 1 nano-dollar left a request got {answer.status} {answer.body[:200]}")
    gateway.apply(make_policy(None))


@contextlib.contextmanager
def throwaway():
    """A folder in build/ that is kept when the gate fails."""
    parent = ROOT / "build" / "gates"
    parent.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(dir=parent)
    before = failures
    try:
        yield pathlib.Path(folder)
    finally:
        if failures == before:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"# kept {folder}", flush=True)
