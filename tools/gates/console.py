#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real console under an X server of its own: what its user and its clients see of it.

It looks with xwininfo at the window and with the gateway's library at the gateway; nothing in the
program knows that it is being watched.
"""
import contextlib
import os
import re
import subprocess
import sys
import threading
import time

from gateway import (BUILD, KEYS, TURN, Gateway, Upstream, ask, check, check_whole_answers, policy,
                     require, throwaway, wait_for)
import gateway as gate

CONSOLE = BUILD / "app" / "turnpike"
WORST_START = 10.0  # Seconds; the machine may be busy. The gate prints what it took.


class Display:
    """An X server without a window manager."""

    def __init__(self):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
            pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        require(number, "Xvfb did not start")
        self.name = f":{number}"

    def windows(self):
        """Ids of the console's mapped windows, the topmost first."""
        tree = self.ask("-root", "-tree")
        ids = re.findall(r'^\s+(0x[0-9a-f]+) "[^"]*Turnpike[^"]*"', tree, re.MULTILINE)
        return [each for each in ids if "IsViewable" in self.ask("-id", each)]

    def ask(self, *words):
        return subprocess.run(["xwininfo", "-display", self.name, *words], capture_output=True,
                              text=True, timeout=TURN).stdout

    def stop(self):
        self.process.terminate()
        self.process.wait(TURN)


class Console(Gateway):
    """turnpike instead of turnpiked serve."""

    def __init__(self, folder, display):
        folder.mkdir(mode=0o700)
        super().__init__(folder)
        self.environment |= {"DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb",
                             "XDG_RUNTIME_DIR": str(folder), "NO_AT_BRIDGE": "1",
                             "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def spawn(self):
        with open(self.output, "ab") as output:
            return subprocess.Popen(
                [CONSOLE, "--data", self.data, "--port", str(self.port)], env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def start(self, kill_at=None):
        require(kill_at is None, "the console has no kill points of its own")
        self.process = self.spawn()
        wait_for(lambda: self.is_listening() or self.is_dead(), "turnpike neither listened nor ended", 60)
        require(not self.is_dead(), f"turnpike ended with {self.process.returncode}: {self.last_words()}")

    def complaints(self):
        text = self.output.read_text(encoding="utf-8", errors="replace")
        return [line for line in text.splitlines() if " info " not in line and line.strip()]


def check_start(console, display):
    with check("console: the window comes, and the gateway serves"):
        begun = time.monotonic()
        console.process = console.spawn()
        wait_for(lambda: display.windows() or console.is_dead(), "no window", WORST_START)
        shown = time.monotonic() - begun
        wait_for(lambda: console.is_listening() or console.is_dead(), "it does not listen", 60)
        require(not console.is_dead(), f"it ended with {console.process.returncode}: {console.last_words()}")
        print(f"# window after {shown:.2f} s, listening after {time.monotonic() - begun:.2f} s", flush=True)
        require(len(display.windows()) == 1, f"{len(display.windows())} windows are shown, not one")


def check_requests(console):
    with check("console: requests are answered and booked at their price"):
        answers = [ask(console.port, KEYS["tool"], "test/plain", stream=turn % 2 == 0) for turn in range(8)]
        require(all(each.seen == "whole" and each.status == 200 for each in answers),
                f"statuses {[each.status for each in answers]}")
        wait_for(lambda: len(console.rows()) >= len(answers), "the rows did not come")
        check_whole_answers(console, answers)
    with check("console: a verb runs inside it"):
        listed = console.verb("key", "list").stdout
        require("tool" in listed, f"key list printed {listed[:200]}")


def check_second_start(console, other, display):
    with check("console: a second start raises the first window and ends"):
        first = display.windows()
        require(len(first) == 1, "there is no single window to begin with")
        other.start()
        wait_for(lambda: len(display.windows()) == 2, "the window of another folder did not come")
        require(display.windows()[0] != first[0], "the newer window does not cover the older one")
        second = console.spawn()
        require(second.wait(TURN) == 0, f"the second start ended with {second.returncode}")
        wait_for(lambda: display.windows()[0] == first[0], "the first window was not raised")
        require(not console.is_dead(), "the first console ended")
        require(len(display.windows()) == 2, "the second start left a window")


def check_taken_port(console, other, display):
    with check("console: with its port taken it stays, and the port's owner goes on"):
        other.stop()
        wait_for(lambda: len(display.windows()) == 1, "the window of the other folder stayed")
        other.port = console.port
        other.process = other.spawn()
        wait_for(lambda: len(display.windows()) == 2, "no window without a port")
        time.sleep(1)
        require(not other.is_dead(), "it ended")
        require(ask(console.port, KEYS["tool"], "test/plain").status == 200, "the port's owner does not answer")
        other.process.terminate()
        require(other.wait_dead(30) and other.process.returncode == 0,
                f"it ended with {other.process.returncode}")


def check_end(console):
    with check("console: ending lets a running request end"):
        answers = []
        client = threading.Thread(
            target=lambda: answers.append(ask(console.port, KEYS["tool"], "test/slow", seconds=60)))
        client.start()
        time.sleep(0.3)
        require(client.is_alive(), "the request was over before the end began")
        console.stop()
        client.join(60)
        require(answers and answers[0].seen == "whole" and answers[0].status == 200,
                f"the running request got {answers and answers[0].status}, {answers and answers[0].seen}")
        booked = [row for row in console.rows() if row["gen_id"] == answers[0].generation]
        require(len(booked) == 1 and booked[0]["state"] == gate.STATE["complete"],
                f"the request is in the ledger {len(booked)} times")
    with check("console: nothing was complained of on stderr"):
        require(not console.complaints(), f"it printed: {console.complaints()[:3]}")
    with check("console: the books are green afterwards"):
        console.verify()


def main():
    with throwaway() as folder, contextlib.ExitStack() as stack:
        with check("console: a display, an upstream and a ledger"):
            display = Display()
            stack.callback(display.stop)
            upstream = Upstream(folder)
            stack.callback(upstream.stop)
            console, other = Console(folder / "first", display), Console(folder / "other", display)
            stack.callback(console.abandon)
            stack.callback(other.abandon)
            console.prepare(policy(upstream.url))
        if not gate.failures:
            check_start(console, display)
        if not gate.failures:
            check_requests(console)
            check_second_start(console, other, display)
            check_taken_port(console, other, display)
            check_end(console)
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
