#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/catalogue.json from a models.dev snapshot, and checks it.

    tools/make_catalogue.py SNAPSHOT.json        writes resources/catalogue.json and its licence
    tools/make_catalogue.py --sort-out           types and drops the models of resources/catalogue.json
                                                 anew, after a change of the tables below
    tools/make_catalogue.py --check [FILE]       exits 1 and names what is wrong

`providers` and `models` have the shape of the same members of a policy file: the program reads both
by the same rules. The output depends on the snapshot and the tables below, on nothing else.
"""

import argparse
import json
import re
import sys
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "catalogue.json"
LICENCE = ROOT / "resources" / "catalogue.LICENSE"
MAX_BYTES = 2_000_000

SNAPSHOT_DATE = "2026-07-02"
# Whether a provider stops billing when its client leaves: the lists of OpenRouter's documentation.
ON_CANCEL_SOURCE = "https://openrouter.ai/docs/api_reference/streaming"
ON_CANCEL_DATE = "2026-11-23"

# slug in the snapshot: (our slug, format, base URL or None for the snapshot's, whether it stops
# billing; None where nothing is written, which counts as no). The well-known base URLs are those
# of the vendors' references.
PROVIDERS = {
    "openai": ("openai", "openai", "https://api.openai.com/v1", True),
    "anthropic": ("anthropic", "anthropic", "https://api.anthropic.com/v1", True),
    "google": (
        "google-ai-studio", "gemini", "https://generativelanguage.googleapis.com/v1beta", False,
    ),
    "mistral": ("mistral", "openai", "https://api.mistral.ai/v1", False),
    "xai": ("xai", "openai", "https://api.x.ai/v1", True),
    "deepseek": ("deepseek", "openai", None, True),
    "groq": ("groq", "openai", "https://api.groq.com/openai/v1", False),
    "togetherai": ("together", "openai", "https://api.together.xyz/v1", True),
    "fireworks-ai": ("fireworks", "openai", None, True),
    "deepinfra": ("deepinfra", "openai", "https://api.deepinfra.com/v1/openai", True),
    "cerebras": ("cerebras", "openai", "https://api.cerebras.ai/v1", None),
    "perplexity": ("perplexity", "openai", "https://api.perplexity.ai", False),
    "cohere": ("cohere", "openai", "https://api.cohere.ai/compatibility/v1", True),
    "moonshotai": ("moonshotai", "openai", None, None),
    "zai": ("z-ai", "openai", None, None),
    "minimax": ("minimax", "anthropic", None, False),
    "alibaba": ("alibaba", "openai", None, False),
    "nebius": ("nebius", "openai", None, False),
    "novita-ai": ("novita", "openai", None, True),
    "chutes": ("chutes", "openai", None, True),
    "friendli": ("friendli", "openai", None, True),
    "baseten": ("baseten", "openai", None, None),
    "huggingface": ("huggingface", "openai", None, False),
    "nvidia": ("nvidia", "openai", None, None),
    "inception": ("inception", "openai", None, None),
    "scaleway": ("scaleway", "openai", None, None),
    "ovhcloud": ("ovhcloud", "openai", None, None),
    "siliconflow": ("siliconflow", "openai", None, None),
    "upstage": ("upstage", "openai", None, None),
    "wandb": ("wandb", "openai", None, None),
    "morph": ("morph", "openai", None, None),
    "stepfun": ("stepfun", "openai", None, None),
    "xiaomi": ("xiaomi", "openai", None, None),
    "openrouter": ("openrouter", "openai", None, None),
}

# Whose models a provider serves under names without an author.
FIRST_PARTY = {
    "openai": "openai", "anthropic": "anthropic", "google": "google", "mistral": "mistralai",
    "xai": "x-ai", "deepseek": "deepseek", "perplexity": "perplexity", "cohere": "cohere",
    "moonshotai": "moonshotai", "zai": "z-ai", "minimax": "minimax", "alibaba": "qwen",
    "inception": "inception", "upstage": "upstage", "morph": "morph", "stepfun": "stepfun",
    "xiaomi": "xiaomi",
}

# Spellings of one author.
AUTHORS = {
    "minimaxai": "minimax", "deepseek-ai": "deepseek", "zai-org": "z-ai", "zai": "z-ai",
    "xai": "x-ai", "mistral": "mistralai", "meta": "meta-llama", "llama": "meta-llama",
    "alibaba": "qwen", "liquidai": "liquid", "xiaomimimo": "xiaomi", "stepfun-ai": "stepfun",
    "moonshot": "moonshotai", "thudm": "z-ai",
}

# Who made a model whose name tells no author, by how the name begins.
FAMILIES = [
    ("gpt-", "openai"), ("whisper", "openai"), ("claude", "anthropic"), ("gemini", "google"),
    ("gemma", "google"), ("llama", "meta-llama"), ("meta-llama", "meta-llama"), ("qwen", "qwen"),
    ("qwq", "qwen"), ("qvq", "qwen"), ("deepseek", "deepseek"), ("mistral", "mistralai"),
    ("mixtral", "mistralai"), ("ministral", "mistralai"), ("devstral", "mistralai"),
    ("codestral", "mistralai"), ("magistral", "mistralai"), ("pixtral", "mistralai"),
    ("voxtral", "mistralai"), ("kimi", "moonshotai"), ("glm", "z-ai"), ("zai-glm", "z-ai"),
    ("minimax", "minimax"), ("grok", "x-ai"), ("hermes", "nousresearch"), ("bge", "baai"),
    ("nemotron", "nvidia"), ("mimo", "xiaomi"), ("step-", "stepfun"), ("phi", "microsoft"),
]

INPUTS = {"text": "text", "image": "image", "pdf": "file", "audio": "audio", "video": "video"}
TEXT_PARAMETERS = ["max_tokens", "stop"]
SAMPLING_PARAMETERS = ["temperature", "top_p"]
PRICE_KEYS = [  # ours, the snapshot's; all of the snapshot's are USD per million tokens
    ("prompt", "input"),
    ("completion", "output"),
    ("input_cache_read", "cache_read"),
    ("input_cache_write", "cache_write"),
    ("internal_reasoning", "reasoning"),
    ("audio", "input_audio"),
    ("audio_output", "output_audio"),
]
ALLOWED_PRICES = {key for key, _ in PRICE_KEYS} | {"input_cache_write_1h"}
CACHE_KEYS = {"input_cache_read", "input_cache_write"}


def per_token(usd_per_million):
    """Exact decimal text of USD per token."""
    text = format(Decimal(str(usd_per_million)).scaleb(-6), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def prices_of(cost, anthropic):
    """The pricing object of one cost block. A cache price of 0 beside a paid input means "none
    told" in the snapshot: it is left out, and cached tokens are charged as input."""
    paid = cost.get("input", 0) > 0
    prices = {}
    for ours, theirs in PRICE_KEYS:
        value = cost.get(theirs)
        if value is None or value < 0 or (ours in CACHE_KEYS and value == 0 and paid):
            continue
        prices[ours] = per_token(value)
    if anthropic and "input_cache_write" in prices:
        # A one-hour write costs twice the input price (Anthropic's prompt caching page).
        prices["input_cache_write_1h"] = per_token(Decimal(str(cost["input"])) * 2)
    return prices


def sheet_of(cost, anthropic):
    sheet = prices_of(cost, anthropic)
    overrides = []
    for tier in sorted(cost.get("tiers", []), key=lambda entry: entry["tier"]["size"]):
        if tier["tier"].get("type", "context") != "context":
            raise SystemExit(f"unknown kind of price tier: {tier['tier']}")
        overrides.append({"min_prompt_tokens": tier["tier"]["size"], **prices_of(tier, anthropic)})
    if overrides:
        sheet["overrides"] = overrides
    return sheet


def cleaned(text):
    return re.sub(r"[^a-z0-9._:-]+", "-", text).strip("-.:_")


def slug_of(provider, name):
    """author/model, spelled alike for all providers of a model."""
    bare = name.removeprefix("accounts/fireworks/models/").lower()
    author, _, rest = bare.rpartition("/")
    author = author.split("/")[-1]
    if not author:
        rest = bare
        author = next((by for start, by in FAMILIES if rest.startswith(start)), None)
        author = FIRST_PARTY.get(provider) or author or PROVIDERS[provider][0]
    author = AUTHORS.get(author, author)
    if author == "anthropic":
        # Clients write "claude-sonnet-4.5" and "claude-sonnet-4"; Anthropic -4-5 and -4-0.
        rest = re.sub(r"-(\d)-(\d)(?!\d)", r"-\1.\2", rest).replace(".0", "")
    return f"{cleaned(author)}/{cleaned(rest)}"


# The snapshot does not say by which route a model is asked: modalities and names do. Names are
# matched without author, lowercase.
EMBEDDERS = re.compile(r"embed|^bge-|^e5-|^gte-")
COMPLETERS = re.compile(r"^gpt-3\.5-turbo-instruct|^davinci|^babbage")
# Neither chat nor embeddings, whatever modalities the snapshot tells of them.
OTHERS = re.compile(
    r"rerank"  # Scores of documents.
    r"|whisper|(^|-)asr(-|$)|(^|-)tts(-|$)|lyria|voicechat|studiovoice|livetranslate"  # Audio.
    r"|realtime"  # Over a WebSocket.
    r"|(^|-)image(-|$)|paligemma"  # Pictures made, or boxes in them.
    r"|^esm|bevformer|sparsedrive|streampetr|speaker-detection|video-detector|gliner|usdvalidate"
)


def kind_of(name, inputs, outputs):
    """"chat", "embeddings" or "completions"; None for what no route of this gateway serves. `name`
    as the provider or the slug has it; modalities in the snapshot's or in our words."""
    bare = name.lower().rpartition("/")[2].partition(":")[0]
    if OTHERS.search(bare):
        return None
    if EMBEDDERS.search(bare):
        return "embeddings"
    if COMPLETERS.search(bare):
        return "completions"
    return "chat" if "text" in inputs and "text" in outputs else None


def kind_in_file(entry):
    """kind_of() a model of the catalogue; any spelling of its name may tell it."""
    outputs = entry["output_modalities"]
    outputs = ["text"] if outputs == ["embeddings"] else outputs
    names = [entry["slug"]] + [endpoint["model"] for endpoint in entry["endpoints"]]
    kinds = [kind_of(name, entry["input_modalities"], outputs) for name in names]
    return next((kind for kind in kinds if kind != "chat"), "chat")


def sorted_out(catalogue):
    """The catalogue with each model under its kind_in_file(), without those that have none."""
    models = []
    for entry in catalogue["models"]:
        kind = kind_in_file(entry)
        if kind is None:
            continue
        if kind != entry["type"]:
            entry = {**entry, "type": kind}
            if kind == "embeddings":
                entry["output_modalities"] = ["embeddings"]
                entry["endpoints"] = [
                    {key: [] if key == "supported_parameters" else value
                     for key, value in endpoint.items() if key != "max_output"}
                    for endpoint in entry["endpoints"]
                ]
        models.append(entry)
    return {**catalogue, "models": models}


def parameters_of(model, kind):
    if kind == "embeddings":
        return []
    parameters = list(TEXT_PARAMETERS)
    if model.get("temperature"):
        parameters += SAMPLING_PARAMETERS
    if model.get("tool_call"):
        parameters += ["tools", "tool_choice"]
    if model.get("structured_output"):
        parameters += ["response_format", "structured_outputs"]
    if model.get("reasoning"):
        parameters += ["reasoning", "include_reasoning"]
    return sorted(parameters)


def is_usable(model):
    """Text out, embeddings included, by the routes that the gateway translates; not withdrawn."""
    return "text" in model["modalities"]["output"] and model.get("status") != "deprecated" \
        and "api" not in (model.get("provider") or {})


def provider_entry(key, source):
    slug, wire, base_url, stops = PROVIDERS[key]
    return {
        "slug": slug,
        "name": re.sub(r" \(.*\)$", "", source["name"]),
        "format": wire,
        "base_url": (base_url or source["api"]).rstrip("/"),
        "on_cancel": "stops_billing" if stops else "bills_all",
        # Nothing is known here, and unknown counts as "retains and trains".
        "data_policy": {"trains": None, "retains": None, "source": "", "checked_on": ""},
    }


def endpoint_entry(key, name, model, kind):
    endpoint = {"provider": PROVIDERS[key][0], "model": name}
    limit = model.get("limit", {})
    if limit.get("context"):
        endpoint["context_length"] = limit["context"]
    if limit.get("output") and kind == "chat":
        endpoint["max_output"] = limit["output"]
    endpoint["supported_parameters"] = parameters_of(model, kind)
    endpoint["pricing"] = sheet_of(model.get("cost") or {}, PROVIDERS[key][1] == "anthropic")
    return endpoint


def released_at(model):
    """Unix seconds; None where the snapshot has only a month, or a date that never was."""
    try:
        day = datetime.strptime(model.get("release_date", ""), "%Y-%m-%d")
    except ValueError:
        return None
    return int(day.replace(tzinfo=timezone.utc).timestamp())


def model_entry(slug, model, kind):
    outputs = ["embeddings"] if kind == "embeddings" else ["text"]
    entry = {"slug": slug, "name": model["name"], "type": kind}
    if model.get("limit", {}).get("context"):
        entry["context_length"] = model["limit"]["context"]
    released = released_at(model)
    if released is not None:
        entry["created"] = released
    told = model["modalities"]
    entry["input_modalities"] = [ours for theirs, ours in INPUTS.items() if theirs in told["input"]]
    outputs += [more for more in ("image", "audio") if more in told["output"]]
    entry["output_modalities"] = outputs
    entry["endpoints"] = []
    return entry


def make(snapshot):
    sources = snapshot["providers"]
    missing = [key for key in PROVIDERS if key not in sources]
    if missing:
        raise SystemExit(f"the snapshot has no providers {missing}")
    models = {}
    # Makers first, so that a model has its maker's name and is tried there first.
    for key in sorted(PROVIDERS, key=lambda key: key not in FIRST_PARTY):
        for name, model in sorted(sources[key]["models"].items()):
            if not is_usable(model):
                continue
            told = model["modalities"]
            slug, kind = slug_of(key, name), kind_of(name, told["input"], told["output"])
            if kind is None:
                continue
            entry = models.setdefault(slug, model_entry(slug, model, kind))
            endpoint = endpoint_entry(key, name, model, entry["type"])
            if any(other["provider"] == endpoint["provider"] for other in entry["endpoints"]):
                continue  # A second spelling of the same model.
            entry["endpoints"].append(endpoint)
    for entry in models.values():
        for endpoint in entry["endpoints"]:
            if endpoint.get("context_length") == entry.get("context_length"):
                endpoint.pop("context_length", None)  # As the model's.
    return sorted_out({
        "source": "models.dev",
        "source_date": SNAPSHOT_DATE,
        "licence": "MIT License, Copyright (c) 2025 models.dev; see catalogue.LICENSE",
        "on_cancel_source": ON_CANCEL_SOURCE,
        "on_cancel_date": ON_CANCEL_DATE,
        "providers": [provider_entry(key, sources[key]) for key in PROVIDERS],
        "models": [models[slug] for slug in sorted(models)],
    })


def written(catalogue):
    """Compact, one provider or model a line, so that a refresh shows as a readable diff."""
    def compact(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    parts = []
    for key, value in catalogue.items():
        if isinstance(value, list):
            parts.append(f"{compact(key)}:[\n" + ",\n".join(map(compact, value)) + "\n]")
        else:
            parts.append(f"{compact(key)}:{compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


PRICE = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{0,14}[1-9])?\Z")


def problems_of_prices(prices, where):
    for key, value in prices.items():
        if key == "overrides":
            if not value:
                yield f"{where}: empty overrides"
            for override in value:
                conditions = dict(override)
                if not isinstance(conditions.pop("min_prompt_tokens", None), int) or not conditions:
                    yield f"{where}: an override without a threshold or without prices"
                yield from problems_of_prices(conditions, f"{where} override")
        elif key not in ALLOWED_PRICES:
            yield f"{where}: unknown price {key}"
        elif not isinstance(value, str) or not PRICE.match(value):
            yield f"{where}: {key} is no exact decimal: {value!r}"


def problems_of_providers(providers):
    slugs = [provider["slug"] for provider in providers]
    if len(slugs) != len(set(slugs)):
        yield "two providers share a slug"
    for provider in providers:
        where = f"provider {provider['slug']}"
        if not re.fullmatch(r"[a-z0-9-]+", provider["slug"]):
            yield f"{where}: malformed slug"
        if provider["format"] not in ("openai", "anthropic", "gemini"):
            yield f"{where}: unknown format"
        if not re.fullmatch(r"https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*", provider["base_url"]):
            yield f"{where}: malformed base URL {provider['base_url']}"
        if provider["on_cancel"] not in ("stops_billing", "bills_all"):
            yield f"{where}: unknown on_cancel"
        policy = provider["data_policy"]
        if (policy["trains"] is not None or policy["retains"] is not None) and not policy["source"]:
            yield f"{where}: a data policy without a source"


def problems_of_models(models, providers):
    slugs = [model["slug"] for model in models]
    if slugs != sorted(set(slugs)):
        yield "models are not sorted, or two share a slug"
    for model in models:
        where = f"model {model['slug']}"
        if not re.fullmatch(r"[a-z0-9._-]+/[a-z0-9._:-]+", model["slug"]):
            yield f"{where}: malformed slug"
        if model["type"] != kind_in_file(model):
            yield f"{where}: of type {model['type']}, not {kind_in_file(model)}"
        if not model["name"] or not model["output_modalities"]:
            yield f"{where}: no name or no output"
        if not model["endpoints"]:
            yield f"{where}: no endpoint"
        for endpoint in model["endpoints"]:
            if endpoint["provider"] not in providers:
                yield f"{where}: unknown provider {endpoint['provider']}"
            if not endpoint["model"]:
                yield f"{where}: an endpoint without a model name"
            for key in ("context_length", "max_output"):
                if key in endpoint and (not isinstance(endpoint[key], int) or endpoint[key] <= 0):
                    yield f"{where}: {key} is not a positive number"
            yield from problems_of_prices(endpoint["pricing"], f"{where} at {endpoint['provider']}")


def problems_of(text):
    catalogue = json.loads(text)
    if len(text.encode()) > MAX_BYTES:
        yield f"larger than {MAX_BYTES} bytes"
    if written(catalogue) != text:
        yield "not written as this script writes it"
    if "MIT" not in catalogue["licence"] or not catalogue["source_date"]:
        yield "the notice or the date of the source is missing"
    if not catalogue["on_cancel_source"] or not catalogue["on_cancel_date"]:
        yield "on_cancel has no source or no date"
    yield from problems_of_providers(catalogue["providers"])
    yield from problems_of_models(catalogue["models"], {p["slug"] for p in catalogue["providers"]})


def check(path):
    problems = list(problems_of(path.read_text(encoding="utf-8")))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


MIT = """resources/catalogue.json was made by tools/make_catalogue.py from the models.dev database,
which is under this licence:

MIT License

Copyright (c) 2025 models.dev

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("snapshot", nargs="?", type=Path,
                        help="models.dev snapshot, or the file to check")
    parser.add_argument("--sort-out", action="store_true",
                        help="type and drop the models of the catalogue anew")
    parser.add_argument("--check", action="store_true", help="check the catalogue instead")
    arguments = parser.parse_args()
    if arguments.check:
        return check(arguments.snapshot or CATALOGUE)
    if arguments.sort_out:
        catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
        CATALOGUE.write_text(written(sorted_out(catalogue)), encoding="utf-8")
        return check(CATALOGUE)
    if arguments.snapshot is None:
        parser.error("a snapshot is needed")
    snapshot = json.loads(arguments.snapshot.read_text(encoding="utf-8"), parse_float=Decimal)
    CATALOGUE.write_text(written(make(snapshot)), encoding="utf-8")
    LICENCE.write_text(MIT, encoding="utf-8")
    return check(CATALOGUE)


if __name__ == "__main__":
    sys.exit(main())
