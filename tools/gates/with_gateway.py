#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs client scripts against a gateway of their own: with_gateway.py NODE_FOLDER SCRIPT...

NODE_FOLDER holds the scripts and node_modules. Behind the gateway are upstream.mjs and, where it is
installed, aimock. After the scripts the books must be green. Prints the scripts' own lines.
"""
import os
import pathlib
import socket
import subprocess
import sys

from gateway import (KEYS, MANAGEMENT_KEY, UPSTREAM_CREDENTIAL, Gateway, Upstream, check, endpoint, free_port, node, policy,
                     require, throwaway, wait_for)
import gateway as gate


def start_aimock(folder, port):
    """An odd chunk size, so that surrogate pairs are cut. None where it is not installed."""
    program = folder / "node_modules/@copilotkit/aimock/dist/cli.js"
    if not program.exists():
        return None
    process = subprocess.Popen(
        [node(), program, "--port", str(port), "--fixtures",
         folder / "aimock.json", "--chunk-size", "17", "--log-level", "warn"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def listens():
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False

    wait_for(listens, "aimock did not start")
    return process


def contract_policy(upstream_url, aimock_port):
    provider = {"slug": "aimock", "name": "aimock", "format": "openai",
                "base_url": f"http://127.0.0.1:{aimock_port}/v1", "credential": "env:GATE_UPSTREAM_CREDENTIAL"}
    prices = {"prompt": "0.000001", "completion": "0.000002"}
    model = {"slug": "aimock/any", "name": "any", "type": "chat", "context_length": 128000,
             "endpoints": [{**endpoint("aimock", "any"), "pricing": prices}]}
    return policy(upstream_url, extra_providers=[provider], extra_models=[model])


def run_script(gateway, folder, script):
    done = subprocess.run(
        [node(), folder / script], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=600,
        env={**os.environ, "TURNPIKE_BASE_URL": gateway.url, "TURNPIKE_KEY": KEYS["tool"],
             "TURNPIKE_POOR_KEY": KEYS["poor"],
             "TURNPIKE_MANAGEMENT_KEY": MANAGEMENT_KEY, "NO_COLOR": "1"})
    print(done.stdout, end="", flush=True)
    if done.returncode != 0 and "not ok " not in done.stdout:
        gate.failures += 1
        print(f"not ok {script}: it ended with {done.returncode}", flush=True)
    elif done.returncode != 0:
        gate.failures += 1


def main(folder, scripts):
    with throwaway() as work:
        upstream, gateway, port = Upstream(work), Gateway(work), free_port()
        aimock = start_aimock(folder, port)
        try:
            with check("clients: the gateway starts"):
                gateway.prepare(contract_policy(upstream.url, port))
                gateway.start()
            if gate.failures:
                return 1
            for script in scripts:
                run_script(gateway, folder, script)
            with check("clients: no key went upstream, no cookie, no attribution header"):
                for entry in upstream.requests():
                    headers = entry.get("headers", {})
                    require(headers.get("authorization", "") in ("", f"Bearer {UPSTREAM_CREDENTIAL}"),
                            "a client's key was sent to the provider")
                    strays = {"cookie", "http-referer", "x-title", "x-api-key"} & headers.keys()
                    require(not strays, f"{strays} went upstream")
            with check("clients: the books are green afterwards"):
                gateway.stop()
                gateway.verify()
        finally:
            gateway.abandon()
            upstream.stop()
            if aimock:
                aimock.terminate()
                aimock.wait(gate.TURN)
    return 1 if gate.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
