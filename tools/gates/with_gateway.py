#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs client scripts against a gateway of their own: with_gateway.py NODE_FOLDER SCRIPT...

NODE_FOLDER holds the scripts and node_modules. Behind the gateway are upstream.mjs, as a provider of
each format, and, where it is installed, aimock. After the scripts the books must be green. Prints
the scripts' own lines.
"""
import json
import os
import pathlib
import socket
import subprocess
import sys

from gateway import (KEYS, MANAGEMENT_KEY, PRICES, UPSTREAM_CREDENTIAL, Gateway, Upstream, check, free_port, node, policy,
                     require, throwaway, wait_for)
import gateway as gate

# USD per unit, by the models' author; finer than a nano-dollar on purpose. PRICES are test/'s own.
CONTRACT_PRICES = {
    "test": PRICES,
    "responses-test": {"prompt": "0.00000125", "completion": "0.00001", "input_cache_read": "0.0000001250071",
                       "input_cache_write": "0.0000015625"},
    "anthropic-test": {"prompt": "0.000003", "completion": "0.000015", "input_cache_read": "0.0000003000111",
                       "input_cache_write": "0.00000375", "input_cache_write_1h": "0.000006"},
    "gemini-test": {"prompt": "0.0000003", "completion": "0.0000025", "input_cache_read": "0.0000000750031"}}
AIMOCK_PRICES = {"prompt": "0.000001", "completion": "0.000002"}

# Author: the provider's slug and format, where it answers, what stands before its models' names.
FORMATS = {"responses-test": ("responses-upstream", "openai-responses", "/v1", "gpt-5-"),
           "anthropic-test": ("anthropic-upstream", "anthropic", "/anthropic/v1", "claude-sonnet-4-5-"),
           "gemini-test": ("gemini-upstream", "gemini", "/gemini/v1beta", "gemini-3-flash-")}
KINDS = ["plain", "tools", "unicode", "echo", "slow", "long", "no-usage", "cut", "cut-midstream", "stall", "html",
         "status-400", "status-401", "status-402", "status-404", "status-429", "status-500", "status-503"]
NEW_KINDS = ["agent", "think", "json", "image", "length", "fail-midstream"]  # policy() has the others.
AIMOCK_FORMATS = {"aimock": ("openai", "/v1"), "aimock-responses": ("openai-responses", "/v1"),
                  "aimock-anthropic": ("anthropic", "/v1"), "aimock-gemini": ("gemini", "/v1beta")}


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


def provider(slug, form, url):
    return {"slug": slug, "name": slug, "format": form, "base_url": url, "credential": "env:GATE_UPSTREAM_CREDENTIAL"}


def model(author, kind, provider_slug, upstream_model, prices, **more):
    return {"slug": f"{author}/{kind}", "name": kind, "type": "chat", "context_length": 200000,
            "endpoints": [{"provider": provider_slug, "model": upstream_model, "max_output": 64000, "pricing": prices}],
            **({"input_modalities": ["text", "image"]} if kind == "image" else {}), **more}


def embedding_models():
    def of(author, kind, provider_slug):
        prices = {"prompt": CONTRACT_PRICES[author]["prompt"], "completion": "0"}
        return model(author, kind, provider_slug, kind, prices, type="embeddings", output_modalities=["embeddings"])
    return [*(of("test", kind, "first") for kind in ("vectors", "vectors-floats", "vectors-status-429")),
            of("gemini-test", "vectors", "gemini-upstream")]


# By what a model of media is paid, in USD per unit.
MEDIA_PRICES = {"painter": {"prompt": "0.000005", "completion": "0.00004"}, "painter-dall-e": {"image_output": "0.04"},
                "speaker": {"character": "0.000015"}, "speaker-tokens": {"prompt": "0.0000006", "completion": "0.000012"},
                "speaker-cut-midstream": {"character": "0.000015"}, "speaker-status-429": {"character": "0.000015"},
                "listener": {"audio_second": "0.0001"}, "listener-tokens": {"prompt": "0.0000025", "audio": "0.000006",
                                                                           "completion": "0.00001"},
                "ranker": {"search_unit": "0.002"}}
MEDIA_TYPES = {"painter": "image", "speaker": "speech", "listener": "transcription", "ranker": "rerank"}


def media_models():
    for kind, prices in MEDIA_PRICES.items():
        yield {"slug": f"media/{kind}", "name": kind, "type": MEDIA_TYPES[kind.partition("-")[0]],
               "endpoints": [{"provider": "first", "model": kind, "pricing": {"prompt": "0", "completion": "0", **prices}}]}
    yield {"slug": "media/elsewhere", "name": "elsewhere", "type": "speech",
           "endpoints": [{"provider": "anthropic-upstream", "model": "speaker",
                          "pricing": {"prompt": "0", "completion": "0", "character": "0.000015"}}]}


def contract_policy(upstream_url, aimock_port):
    origin = upstream_url.removesuffix("/v1")
    providers = [provider(slug, form, origin + path) for slug, form, path, _ in FORMATS.values()]
    models = [model("test", kind, "first", kind, PRICES) for kind in NEW_KINDS]
    for author, (slug, _, _, prefix) in FORMATS.items():
        models += [model(author, kind, slug, prefix + kind, CONTRACT_PRICES[author]) for kind in KINDS + NEW_KINDS]
    models.append(model("text", "plain", "first", "plain", PRICES, type="completions"))
    models.append(model("gemini-test", "old-tools", "gemini-upstream", "gemini-2.5-flash-tools",
                        CONTRACT_PRICES["gemini-test"]))
    for slug, (form, path) in AIMOCK_FORMATS.items():
        providers.append(provider(slug, form, f"http://127.0.0.1:{aimock_port}{path}"))
        models.append(model(slug, "any", slug, "any", AIMOCK_PRICES))
    return policy(upstream_url, extra_providers=providers, extra_models=[*models, *embedding_models(), *media_models()])


def run_script(gateway, upstream, folder, script):
    done = subprocess.run(
        [node(), folder / script], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=600,
        env={**os.environ, "TURNPIKE_BASE_URL": gateway.url, "TURNPIKE_KEY": KEYS["tool"],
             "TURNPIKE_POOR_KEY": KEYS["poor"], "TURNPIKE_PRICES": json.dumps(CONTRACT_PRICES),
             "TURNPIKE_UPSTREAM_LOG": str(upstream.log),
             "TURNPIKE_MANAGEMENT_KEY": MANAGEMENT_KEY, "NO_COLOR": "1"})
    print(done.stdout, end="", flush=True)
    if done.returncode != 0 and "not ok " not in done.stdout:
        gate.failures += 1
        print(f"not ok {script}: it ended with {done.returncode}", flush=True)
    elif done.returncode != 0:
        gate.failures += 1


CREDENTIAL_HEADERS = {"authorization": f"Bearer {UPSTREAM_CREDENTIAL}", "x-api-key": UPSTREAM_CREDENTIAL,
                      "x-goog-api-key": UPSTREAM_CREDENTIAL}
STRAYS = {"cookie", "http-referer", "referer", "origin", "x-title", "x-app", "originator", "x-session-id", "x-session-affinity"}


def is_stray(header):
    return header in STRAYS or header.startswith(("x-openrouter-", "x-codex-", "x-stainless-", "x-claude-code-"))


def check_what_went_upstream(upstream):
    """No client's key, no cookie, nothing that says who asks; one credential, in its own header."""
    for entry in upstream.requests():
        headers = entry.get("headers", {})
        for name, expected in CREDENTIAL_HEADERS.items():
            require(headers.get(name, expected) == expected, f"{name} was sent to the provider as the client wrote it")
        require(sum(name in headers for name in CREDENTIAL_HEADERS) <= 1, "the provider got more than one credential")
        strays = {name for name in headers if is_stray(name)}
        require(not strays, f"{strays} went upstream")
        require(not any(secret in json.dumps(entry) for secret in (*KEYS.values(), MANAGEMENT_KEY)), "a key went upstream")


def check_nothing_is_stored(upstream):
    """Responses are stored by the provider unless it is told not to."""
    for entry in upstream.requests():
        if entry.get("path") == "/v1/responses":
            require(json.loads(entry["body"]).get("store") is False, "a request lets the provider store its response")


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
                run_script(gateway, upstream, folder, script)
            with check("clients: no key went upstream, no cookie, no attribution header"):
                check_what_went_upstream(upstream)
            with check("clients: no provider stores a response"):
                check_nothing_is_stored(upstream)
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
