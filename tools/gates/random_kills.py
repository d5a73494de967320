#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of a busy gateway, N times on one ledger: random_kills.py [N] [SEED]

After each restart every answer that a client received whole is in the ledger exactly once and at its
price; at the end no hold leaks and the books are green. The seed is printed: a run can be repeated.
"""
import random
import sys
import time

from gateway import (Gateway, Load, Upstream, check, check_no_hold_leaks, check_whole_answers, policy,
                     require, throwaway)
import gateway as gate

VERIFY_EVERY = 10


def kill_once(gateway, dice, answers):
    gateway.start()
    load = Load(gateway)
    try:
        time.sleep(dice.uniform(0.05, 0.7))
        gateway.kill()
    finally:
        load.stop()
    answers += load.whole
    return load.asked


def main(times, seed):
    dice = random.Random(seed)
    print(f"# {times} kills, seed {seed}", flush=True)
    answers, asked = [], 0
    with throwaway() as folder:
        upstream, gateway = Upstream(folder), Gateway(folder)
        try:
            with check("the gateway starts on a new ledger"):
                gateway.prepare(policy(upstream.url))
            for turn in range(1, times + 1):
                with check(f"kill {turn}"):
                    asked += kill_once(gateway, dice, answers)
                    if turn % VERIFY_EVERY == 0 or turn == times:
                        gateway.start()
                        check_whole_answers(gateway, answers)
                        gateway.verify()
                        gateway.stop()
                if gate.failures:
                    return 1
            with check("the kills met a busy gateway"):
                require(len(answers) >= times, f"only {len(answers)} whole answers in {times} kills")
            with check("no hold leaks, and the books are green"):
                gateway.start()
                check_no_hold_leaks(gateway, lambda limits: policy(upstream.url, limits))
                gateway.verify()
                gateway.stop()
                gateway.verify()
            print(f"# {asked} requests, {len(answers)} answered whole", flush=True)
        finally:
            gateway.abandon()
            upstream.stop()
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    sys.exit(main(count, int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1_000_000)))
