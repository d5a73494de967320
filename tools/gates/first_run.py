#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an empty folder to the first request, as a new user does it: headless, and by two presses of
Enter.

Each page has the focus on the button that leads on, so that a change of its layout is none of this
gate's business. The presses go to the real console through the X server; what came of them is read
from the ledger, and which page is shown from the window's title.
"""
import contextlib
import json
import re
import subprocess
import sys
import time
import urllib.request

from console import Console, Display
from gateway import PROGRAM, STATE, TURN, Gateway, check, require, throwaway, wait_for
import gateway as gate

SIMULATED = 4  # GenerationFlag::Simulated
# What the window's title tells of its first two pages.
FIRST_PAGE, SECOND_PAGE = "Turnpike is running on this machine", "Connect a tool"


class Fresh(Gateway):
    """turnpiked serve on a folder that is not there yet."""

    def start(self, kill_at=None):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", self.data, "--port", str(self.port)], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.output.touch()
        wait_for(lambda: self.is_listening() or self.is_dead(), "turnpiked neither listened nor ended", 60)
        require(not self.is_dead(), f"turnpiked ended with {self.process.returncode}")


def ask_simulator(url, key):
    request = urllib.request.Request(
        f"{url}/chat/completions", method="POST",
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        data=json.dumps({"model": "turnpike/simulator", "messages": [{"role": "user", "content": "Hello"}]}).encode())
    with urllib.request.urlopen(request, timeout=TURN) as answer:
        return answer.status, json.load(answer)


def check_one_row(gateway):
    rows = wait_for(gateway.rows, "the request did not reach the ledger")
    require(len(rows) == 1, f"there are {len(rows)} requests, not one")
    row = rows[0]
    require(row["state"] == STATE["complete"] and row["http_status"] == 200,
            f"state {row['state']}, status {row['http_status']}")
    require(row["key_name"] == "first-key", f"it came with the key {row['key_name']}")
    require(row["flags"] & SIMULATED and row["cost_nusd"] == 0, f"flags {row['flags']}, cost {row['cost_nusd']}")


def check_headless(folder):
    folder.mkdir(mode=0o700)
    gateway = Fresh(folder)
    try:
        begun = time.monotonic()
        with check("first run, headless: it prints its address and a key once"):
            gateway.start()
            greeting = ""
            while "curl" not in greeting and (line := gateway.process.stdout.readline()):
                greeting += line
            url = re.search(r"http://127\.0\.0\.1:\d+/api/v1", greeting)
            keys = set(re.findall(r"sk-tp-v1-[0-9a-f]{64}", greeting))
            require(url and url.group() == gateway.url, f"it printed {greeting[:200]}")
            require(len(keys) == 1, f"it printed {len(keys)} keys")
        if gate.failures:
            return
        with check("first run, headless: a request with that key is answered"):
            status, answer = ask_simulator(url.group(), keys.pop())
            print(f"# headless: first answer after {time.monotonic() - begun:.2f} s", flush=True)
            require(status == 200 and answer["choices"][0]["message"]["content"], f"{status}: {answer}")
            check_one_row(gateway)
        with check("first run, headless: the next start prints no key"):
            gateway.stop()
            gateway.start()
            gateway.process.terminate()
            said = gateway.process.communicate(timeout=60)[0]
            require(gateway.url in said, f"it printed {said[:200]}")
            require("sk-tp-v1-" not in said, "it printed a key again")
    finally:
        gateway.abandon()


class Keyboard:
    """Presses keys in a window of a display, through the XTEST extension."""

    RETURN = 0xFF0D  # XK_Return
    TO_PARENT = 2  # RevertToParent

    def __init__(self, display, window):
        import ctypes
        self.x11, self.xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.connection = ctypes.c_void_p(self.x11.XOpenDisplay(display.name.encode()))
        require(self.connection, "the display cannot be opened for its keyboard")
        # Nobody manages windows here, so nobody else hands out the focus.
        self.x11.XSetInputFocus(self.connection, ctypes.c_ulong(int(window, 16)), self.TO_PARENT, ctypes.c_ulong(0))
        self.key = self.x11.XKeysymToKeycode(self.connection, ctypes.c_ulong(self.RETURN))

    def press_return(self):
        for pressed in (1, 0):
            self.xtest.XTestFakeKeyEvent(self.connection, self.key, pressed, 0)
        self.x11.XSync(self.connection, 0)

    def close(self):
        self.x11.XCloseDisplay(self.connection)


def shows(display, page):
    return page in display.ask("-id", display.windows()[0])


def size_of(display, window):
    told = display.ask("-id", window)
    return tuple(int(re.search(rf"{side}:\s+(\d+)", told).group(1)) for side in ("Width", "Height"))


def check_two_presses(console, display):
    begun = time.monotonic()
    with check("first run: the assistant comes, not the console"):
        console.process = console.spawn()
        wait_for(lambda: display.windows() or console.is_dead(), "no window", 60)
        wait_for(lambda: console.is_listening() or console.is_dead(), "it does not listen", 60)
        require(not console.is_dead(), f"it ended with {console.process.returncode}: {console.last_words()}")
        ready = time.monotonic() - begun
        require(len(display.windows()) == 1, f"{len(display.windows())} windows are shown, not one")
        require(size_of(display, display.windows()[0]) == (760, 520), f"its size is {size_of(display, display.windows()[0])}")
    if gate.failures:
        return
    with check("first run: two presses of Enter lead to a simulated request in the ledger"):
        wait_for(lambda: shows(display, FIRST_PAGE), "its first page did not come", 60)
        keyboard = Keyboard(display, display.windows()[0])
        keyboard.press_return()
        wait_for(lambda: shows(display, SECOND_PAGE), "its second page did not come")
        require(not console.rows(), "a request was made before anybody asked for it")
        asked = time.monotonic()
        keyboard.press_return()
        check_one_row(console)
        print(f"# console: listening after {ready:.2f} s, the request in the ledger {time.monotonic() - asked:.2f} s "
              "after the second press", flush=True)
        keyboard.close()
    with check("first run: a second start raises the assistant and ends"):
        second = console.spawn()
        require(second.wait(TURN) == 0, f"the second start ended with {second.returncode}")
        require(len(display.windows()) == 1, "it left a window")
    with check("first run: nothing was complained of, and it ends well"):
        console.stop()
        require(not console.complaints(), f"it printed: {console.complaints()[:3]}")
    with check("first run: the next start shows the console"):
        console.start()
        wait_for(display.windows, "no window")
        require(size_of(display, display.windows()[0])[0] > 760, "the assistant came again")
        console.stop()
        console.verify()


def main():
    with throwaway() as folder, contextlib.ExitStack() as stack:
        check_headless(folder / "headless")
        with check("first run: a display of its own"):
            display = Display()
            stack.callback(display.stop)
            console = Console(folder / "console", display)
            stack.callback(console.abandon)
        if not gate.failures:
            check_two_presses(console, display)
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
