#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kill-point table: ends the gateway at each numbered step, starts it again, and compares.

docs/ledger.md has the table: what the next start finds, what the client saw, what is charged. Needs
a build with fault points (preset dev). Steps as arguments choose some: kill_table.py 3 7
"""
import signal
import sys

from gateway import (KEYS, MEASURED, PLAIN_COST_NANO, STATE, Gateway, Load, Upstream, ask, check,
                     check_no_hold_leaks, check_whole_answers, policy, require, throwaway, wait_for)
import gateway as gate

# One chunk in 100 ms, so that content is on its way to the client before the end arrives.
PACED = "test/slow"
SEEN = {1: ("nothing",), 2: ("nothing",), 3: ("nothing",), 4: ("part",), 5: ("nothing", "part"),
        6: ("part",), 7: ("part",), 8: ("whole",), 9: ("whole",), 10: ("whole",)}


def nothing_charged(rows):
    """A hold without an attempt is void: nothing is charged, and no row claims success."""
    for row in rows:
        require(row["cost_nusd"] == 0 and row["counted_nusd"] == 0, f"{row['cost_nusd']} nano-dollars charged")
        require(row["state"] != STATE["complete"], "a row claims to be complete")


def only(rows):
    require(len(rows) == 1, f"{len(rows)} rows instead of one")
    return rows[0]


def interrupted(rows, with_output):
    row = only(rows)
    require(row["state"] == STATE["interrupted"], f"state {row['state']} instead of interrupted")
    require(row["usage_origin"] != MEASURED, "an interrupted row cannot be measured")
    require(row["prompt_tokens"] > 0 and row["prompt_cost_nusd"] > 0, "the input estimate is not charged")
    require(row["cost_nusd"] == row["prompt_cost_nusd"] + row["completion_cost_nusd"],
            "the parts do not add up")
    require(with_output or row["completion_tokens"] == 0, "output is charged that nobody saw")
    return row


def complete(rows):
    row = only(rows)
    require(row["state"] == STATE["complete"], f"state {row['state']} instead of complete")
    require(row["usage_origin"] == MEASURED, "the row is not measured")
    require(row["cost_nusd"] == PLAIN_COST_NANO, f"charged {row['cost_nusd']} instead of {PLAIN_COST_NANO}")


def two_attempts(gateway, rows):
    row = interrupted(rows, with_output=True)
    attempts = gateway.attempts(row)
    require(len(attempts) == 2, f"{len(attempts)} attempts in the ledger instead of both")
    require(attempts[0]["lost_nusd"] > 0, "the first attempt, whose body was sent, keeps no lost amount")
    require(row["lost_nusd"] == sum(attempt["lost_nusd"] for attempt in attempts),
            "the row's lost amount is not that of its attempts")


def check_rows(gateway, step):
    rows = gateway.rows()
    if step in (1, 2):
        nothing_charged(rows)
    elif step == 3:
        interrupted(rows, with_output=False)
    elif step in (4, 6):
        interrupted(rows, with_output=True)
    elif step == 5:
        two_attempts(gateway, rows)
    else:
        complete(rows)


def require_killed(gateway, step):
    require(gateway.wait_dead(), f"fault point {step} was never passed")
    require(gateway.process.returncode == -signal.SIGKILL,
            f"it ended with {gateway.process.returncode} instead of being killed at {step}")


def ask_until_dead(gateway, most=30_000):
    """For steps that only a filled segment reaches: whole answers until the process is gone."""
    load = Load(gateway, threads=4, models=("test/plain",))
    try:
        wait_for(lambda: gateway.is_dead() or load.asked > most, "the process neither died nor answered", 120)
        if not gateway.is_dead():
            gateway.process.terminate()
    finally:
        load.stop()
    return load.whole


def is_settled(gateway, make_policy):
    """What holds after every restart: green books, no leaked hold, and a second replay changes nothing."""
    gateway.verify()
    before = gateway.rows()
    gateway.stop()
    gateway.verify()
    gateway.start()
    require(gateway.rows() == before, "a further start changed the ledger")
    check_no_hold_leaks(gateway, make_policy)
    gateway.verify()
    gateway.stop()


def run_step(step, upstream, folder):
    def make_policy(limits):
        return policy(upstream.url, limits)

    gateway = Gateway(folder)
    try:
        gateway.prepare(make_policy(None))
        require(gateway.start(kill_at=step), f"it was killed at {step} before any request")
        answer = ask(gateway.port, KEYS["tool"], "test/fallback-cut" if step == 5 else PACED,
                     extra={"provider": {"order": ["first", "second"]}} if step == 5 else None)
        if step == 10 and not gateway.wait_dead(2):
            answers = [answer, *ask_until_dead(gateway)]
            require_killed(gateway, step)
            gateway.start()
            check_whole_answers(gateway, answers)
        else:
            require_killed(gateway, step)
            require(answer.seen in SEEN[step], f"the client saw {answer.seen}, not {' or '.join(SEEN[step])}")
            gateway.start()
            check_rows(gateway, step)
        is_settled(gateway, make_policy)
    finally:
        gateway.abandon()


def kill_during_replay(upstream, folder):
    """Killed at each record of a replay; the next one gives the same ledger."""
    gateway = Gateway(folder)
    try:
        gateway.prepare(policy(upstream.url))
        gateway.start(kill_at=4)
        ask(gateway.port, KEYS["tool"], PACED)
        require_killed(gateway, 4)
        passage = 0
        while not gateway.start(kill_at=f"11:{passage + 1}"):
            passage += 1
            require(passage < 50, "replay never gets past its own kill points")
        require(passage > 0, "fault point 11 was never passed")
        check_rows(gateway, 4)
        gateway.stop()
        gateway.start()
        is_settled(gateway, lambda limits: policy(upstream.url, limits))
    finally:
        gateway.abandon()


def kill_during_rotation(upstream, folder):
    """Killed while a journal changes segments: the old or the new state, never a mixture."""
    gateway = Gateway(folder)
    try:
        gateway.prepare(policy(upstream.url))
        require(gateway.start(kill_at=12), "it was killed at 12 before any request")
        answers = ask_until_dead(gateway)
        require_killed(gateway, 12)
        gateway.start()
        check_whole_answers(gateway, answers)
        is_settled(gateway, lambda limits: policy(upstream.url, limits))
    finally:
        gateway.abandon()


SPECIAL = {11: kill_during_replay, 12: kill_during_rotation}


def main(steps):
    for step in steps:
        with throwaway() as folder, check(f"killed at step {step}"):
            upstream = Upstream(folder)
            try:
                if step in SPECIAL:
                    SPECIAL[step](upstream, folder)
                else:
                    run_step(step, upstream, folder)
            finally:
                upstream.stop()
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main([int(word) for word in sys.argv[1:]] or range(1, 13)))
