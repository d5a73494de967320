#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gate 2, second half: one owner a ledger, keys that live and die at once, a full disk."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys

import gateway as gate
from gateway import KEYS, Gateway, Upstream, ask, check, policy, require, throwaway, wait_for


def key_status(gateway, secret):
    return ask(gateway.port, secret, None, path="/api/v1/key").status


def check_keys(gateway):
    made = json.loads(gateway.verb("key", "create", "late", "--limit", "1", "--json").stdout)
    secret = made["secret"]
    require(key_status(gateway, secret) == 200, "a new key does not work at once")
    require(ask(gateway.port, secret, "test/plain").status == 200, "a new key cannot ask")
    gateway.verb("key", "disable", "late")
    require(key_status(gateway, secret) == 401, "a disabled key works")
    gateway.verb("key", "enable", "late")
    require(key_status(gateway, secret) == 200, "an enabled key does not work")
    gateway.verb("key", "delete", "late")
    require(key_status(gateway, secret) == 401, "a deleted key works")
    listed = gateway.verb("key", "list", "--json").stdout
    require(secret not in listed, "the list shows a secret")
    require(secret not in gateway.output.read_text(encoding="utf-8", errors="replace"), "the log shows a secret")


def check_second_owner(gateway):
    second = subprocess.run([gate.PROGRAM, "serve", "--data", gateway.data, "--port", "0"], env=gateway.environment,
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    require(second.returncode == 5, f"a second owner ended with {second.returncode}, not 5")
    require(str(gateway.process.pid) in second.stderr, f"it does not say who owns the ledger: {second.stderr}")
    require(key_status(gateway, KEYS["free"]) == 200, "the first owner was disturbed")


def check_key_deleted_in_the_middle(gateway):
    secret = json.loads(gateway.verb("key", "create", "brief", "--json").stdout)["secret"]
    import threading
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(gateway.port, secret, "test/slow")))
    asking.start()
    wait_for(lambda: "slow" in gateway.upstream_log(), "the request did not arrive")
    gateway.verb("key", "delete", "brief")
    asking.join(30)
    require(answers and answers[0].seen == "whole", "a running answer was cut")
    row = wait_for(lambda: gateway.rows("gen_id = ?", (answers[0].generation,)), "no row")[0]
    require(row["cost_nusd"] == gate.PLAIN_COST_NANO, "it was not charged")
    require(key_status(gateway, secret) == 401, "the deleted key works")


@contextlib.contextmanager
def small_disk(folder):
    """A file system of 48 MiB, or None where this user may not mount one."""
    disk = pathlib.Path(folder) / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk], capture_output=True)
    try:
        yield disk if mounted.returncode == 0 else None
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", disk], check=True)


def fill(path):
    """Takes all that is left of the disk."""
    with open(path, "wb") as filler:
        block = b"x" * 65536
        try:
            while True:
                filler.write(block)
                filler.flush()
        except OSError:
            pass


def check_full_disk(upstream, folder):
    with small_disk(folder) as disk:
        if disk is None:
            print("skip a full disk loses nothing: this user may not mount a small file system")
            return
        with check("a full disk refuses clearly, loses nothing, and ends when there is room"):
            gateway = Gateway(disk)
            try:
                gateway.prepare(policy(upstream.url))
                gateway.start()
                require(ask(gateway.port, KEYS["free"], "test/plain").status == 200, "the first request failed")
                fill(disk / "filler")
                whole, refused = [], None
                for _ in range(20_000):
                    answer = ask(gateway.port, KEYS["free"], "test/plain", stream=False)
                    if answer.status == 200 and answer.seen == "whole":
                        whole.append(answer)
                    else:
                        refused = answer
                        break
                require(refused is not None, "a full disk never refused")
                require(refused.status == 503, f"a full disk answered {refused.status} {refused.body[:200]}")
                require(b"disk" in refused.body, f"the refusal does not name the disk: {refused.body[:200]}")
                require(refused.headers.get("retry-after"), "503 without Retry-After")
                os.unlink(disk / "filler")
                wait_for(lambda: ask(gateway.port, KEYS["free"], "test/plain").status == 200,
                         "it does not serve again when there is room", 30)
                gateway.stop()
                gateway.verify()
                gate.check_whole_answers(gateway, whole)
                print(f"# {len(whole)} answers on the full disk, all in the ledger")
            finally:
                gateway.abandon()


def main():
    with throwaway() as folder:
        upstream, gateway = Upstream(folder), Gateway(folder)
        gateway.upstream_log = lambda: json.dumps(upstream.requests())
        try:
            gateway.prepare(policy(upstream.url))
            gateway.start()
            with check("keys live and die at once, by the command line beside the owner"):
                check_keys(gateway)
            with check("a second owner is refused and told who the first is"):
                check_second_owner(gateway)
            with check("a key deleted in the middle of its answer"):
                check_key_deleted_in_the_middle(gateway)
            with check("every change is in the audit log under the user's name"):
                import sqlite3
                with contextlib.closing(sqlite3.connect(f"file:{gateway.data / 'ledger.sqlite'}?mode=ro", uri=True)) as ledger:
                    actors = {row[0] for row in ledger.execute("SELECT DISTINCT actor FROM audit_event")}
                require(any(actor.startswith("cli:") for actor in actors), f"actors are {actors}")
            with check("verify is green"):
                gateway.verify()
                gateway.stop()
                gateway.verify()
            check_full_disk(upstream, folder)
        finally:
            gateway.abandon()
            upstream.stop()
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
