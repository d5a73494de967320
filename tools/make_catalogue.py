#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/catalogue.json from a models.dev snapshot, and checks it.

    tools/make_catalogue.py SNAPSHOT.json           writes resources/catalogue.json and its licence
    tools/make_catalogue.py --check                 exits 1 and names what is wrong with the file
    tools/make_catalogue.py --check SNAPSHOT.json   also: that SNAPSHOT gives the same bytes

`providers` and `models` have the shape of the same members of a policy file: the program reads both
by the same rules. The output depends on the snapshot and the tables below, on nothing else.
docs/catalogue.md says where each figure comes from.
"""

import argparse
import hashlib
import json
import re
import sys
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Optional, Tuple

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "catalogue.json"
LICENCE = ROOT / "resources" / "catalogue.LICENSE"
MAX_BYTES = 2_000_000

SNAPSHOT_DATE = "2026-07-02"
# Whether a provider stops billing when its client leaves: the lists of OpenRouter's documentation.
ON_CANCEL_SOURCE = "https://openrouter.ai/docs/api_reference/streaming"
ON_CANCEL_DATE = "2026-11-23"


class Provider(NamedTuple):
    slug: str
    format: str = "openai"
    # None: the snapshot's. The well-known ones are those of the vendors' references. A name in
    # braces is for the administrator to fill in: no such address can be stored.
    base_url: Optional[str] = None
    # Whether it stops billing; None where nothing is written, which counts as no.
    stops: Optional[bool] = None
    also_serves: Tuple[str, ...] = ()  # By the vendors' references, at the same base URL.
    credential_header: str = ""  # Empty: the format's own.
    name: str = ""  # Empty: the snapshot's.


# By the slug in the snapshot.
PROVIDERS = {
    "openai": Provider(
        "openai", base_url="https://api.openai.com/v1", stops=True, also_serves=("responses",)
    ),
    "anthropic": Provider(
        "anthropic", "anthropic", base_url="https://api.anthropic.com/v1", stops=True
    ),
    "google": Provider(
        "google-ai-studio", "gemini",
        base_url="https://generativelanguage.googleapis.com/v1beta", stops=False,
        name="Google AI",
    ),
    # https://learn.microsoft.com/en-us/azure/foundry/openai/api-version-lifecycle
    "azure": Provider(
        "azure", base_url="https://{resource}.openai.azure.com/openai/v1",
        also_serves=("responses",), credential_header="api-key", name="Azure OpenAI",
    ),
    "mistral": Provider("mistral", base_url="https://api.mistral.ai/v1", stops=False),
    "xai": Provider("xai", base_url="https://api.x.ai/v1", stops=True, also_serves=("responses",)),
    "deepseek": Provider("deepseek", stops=True),
    "groq": Provider("groq", base_url="https://api.groq.com/openai/v1", stops=False),
    "togetherai": Provider("together", base_url="https://api.together.xyz/v1", stops=True),
    "fireworks-ai": Provider("fireworks", stops=True),
    "deepinfra": Provider("deepinfra", base_url="https://api.deepinfra.com/v1/openai", stops=True),
    "cerebras": Provider("cerebras", base_url="https://api.cerebras.ai/v1"),
    "perplexity": Provider("perplexity", base_url="https://api.perplexity.ai", stops=False),
    "cohere": Provider("cohere", base_url="https://api.cohere.ai/compatibility/v1", stops=True),
    "moonshotai": Provider("moonshotai"),
    "zai": Provider("z-ai"),
    "minimax": Provider("minimax", "anthropic", stops=False),
    "alibaba": Provider("alibaba", stops=False),
    "nebius": Provider("nebius", stops=False),
    "novita-ai": Provider("novita", stops=True),
    "chutes": Provider("chutes", stops=True),
    "friendli": Provider("friendli", stops=True),
    "baseten": Provider("baseten"),
    "huggingface": Provider("huggingface", stops=False),
    "nvidia": Provider("nvidia"),
    "inception": Provider("inception"),
    "scaleway": Provider("scaleway"),
    "ovhcloud": Provider("ovhcloud"),
    "siliconflow": Provider("siliconflow"),
    "upstage": Provider("upstage"),
    "wandb": Provider("wandb"),
    "morph": Provider("morph"),
    "stepfun": Provider("stepfun"),
    "xiaomi": Provider("xiaomi"),
    "openrouter": Provider("openrouter", also_serves=("responses", "messages")),
}

# What a provider does with prompts on ordinary terms: (trains, retains, days, source), read in the
# vendor's own pages on the date below. None and absent providers: nothing that we could read tells,
# which counts as "retains and trains".
DATA_POLICY_DATE = "2026-11-23"
DATA_POLICIES = {
    "openai": (False, True, 30, "https://developers.openai.com/api/docs/guides/your-data"),
    "anthropic": (False, True, None, "https://code.claude.com/docs/en/data-usage"),
    # Keys of projects without billing are used for training: only that it retains holds for all.
    "google": (None, True, None, "https://ai.google.dev/gemini-api/docs/zdr"),
    "azure": (
        False, True, None,
        "https://learn.microsoft.com/en-us/legal/cognitive-services/openai/data-privacy",
    ),
    "xai": (False, True, 30, "https://docs.x.ai/developers/faq/security"),
    "groq": (None, True, 30, "https://console.groq.com/docs/your-data"),
    "togetherai": (False, True, None, "https://docs.together.ai/docs/zero-data-retention"),
    # Of models with open weights, and not of its Responses API, which is not asked here.
    "fireworks-ai": (
        False, False, None, "https://docs.fireworks.ai/guides/security_compliance/data_handling",
    ),
    # Except Google's and Anthropic's closed models: problems_of() sees to it that there are none.
    "deepinfra": (False, False, None, "https://docs.deepinfra.com/account/data-privacy"),
    "perplexity": (
        False, False, None, "https://docs.perplexity.ai/docs/resources/privacy-security",
    ),
}

# Whose models a provider serves under names without an author (first_party), spellings of one
# author (authors), who made a model whose name tells none by how it begins (families), other
# spellings of OpenRouter's slugs (spellings), how a provider serves a model at the end of its name
# for it (served_as: the endpoint's variant), what is left out by source and name (left_out: prices
# that are no price of the model's tokens, and names for whatever is the newest, which the gateway
# resolves by itself). The program reads the same file when it refreshes its catalogue.
NAMES = json.loads((ROOT / "resources" / "catalogue_names.json").read_text(encoding="utf-8"))
FIRST_PARTY, AUTHORS, FAMILIES = NAMES["first_party"], NAMES["authors"], NAMES["families"]
SPELLINGS, SERVED_AS = NAMES["spellings"], NAMES["served_as"]
LEFT_OUT = re.compile(NAMES["left_out"])
# Models that their provider serves by Responses and not by chat completions, by the pages of
# https://platform.openai.com/docs/models (endpoints of each model) and
# https://learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/responses.
RESPONSES_ONLY = {key: re.compile(names) for key, names in NAMES["responses_only"].items()}
# Providers that read reasoning back as `reasoning_details` of all models, whatever else they read:
# https://openrouter.ai/docs/guides/best-practices/reasoning-tokens
READS_DETAILS = NAMES["reads_details"]

# Embedding models that their makers serve and the snapshot does not list there: unpriced, unless a
# cost is given with its source.
EXTRA_MODELS = {
    # https://docs.cohere.com/docs/compatibility-api; the cost is that of the same model at Azure.
    ("cohere", "embed-v4.0"): {"name": "Embed v4", "limit": {"context": 128000},
                               "cost": {"input": 0.12, "output": 0}},
    # https://www.alibabacloud.com/help/en/model-studio/embedding-interfaces-compatible-with-openai
    ("alibaba", "text-embedding-v4"): {"name": "Text Embedding v4", "limit": {"context": 8192}},
    ("alibaba", "text-embedding-v3"): {"name": "Text Embedding v3", "limit": {"context": 8192}},
    # https://docs.mistral.ai/capabilities/embeddings/code_embeddings
    ("mistral", "codestral-embed"): {"name": "Codestral Embed", "limit": {"context": 8192}},
}

INPUTS = {"text": "text", "image": "image", "pdf": "file", "audio": "audio", "video": "video"}
TEXT_PARAMETERS = ["max_tokens", "stop"]
# What a model takes that can be sampled, by the vendors' references: everywhere (""), in a whole
# format, at a provider. OpenAI's own servers take more than others that speak its format.
SAMPLING = NAMES["sampling"]
PRICE_KEYS = [  # ours, the snapshot's spellings; all of them USD per million tokens
    ("prompt", ("input",)),
    ("completion", ("output",)),
    ("input_cache_read", ("cache_read", "cached_input", "cache_input")),
    ("input_cache_write", ("cache_write", "cached_write")),
    ("internal_reasoning", ("reasoning",)),
    ("audio", ("input_audio",)),
    ("audio_output", ("output_audio",)),
]
ALLOWED_PRICES = {key for key, _ in PRICE_KEYS} | {"input_cache_write_1h"}
CACHE_KEYS = {"input_cache_read", "input_cache_write"}


def per_token(usd_per_million):
    """Exact decimal text of USD per token."""
    text = format(Decimal(str(usd_per_million)).scaleb(-6), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(cost, spellings):
    return next((cost[name] for name in spellings if cost.get(name) is not None), None)


def prices_of(cost, slug):
    """The pricing object of one cost block. A cache price of 0 beside a paid input means "none
    told" in the snapshot: it is left out, and cached tokens are charged as input."""
    paid = cost.get("input", 0) > 0
    prices = {}
    for ours, theirs in PRICE_KEYS:
        value = told(cost, theirs)
        if value is None or value < 0 or (ours in CACHE_KEYS and value == 0 and paid):
            continue
        prices[ours] = per_token(value)
    if slug.startswith("anthropic/") and "input_cache_write" in prices:
        # A write that lasts an hour costs twice the input price, at OpenRouter too:
        # https://platform.claude.com/docs/en/build-with-claude/prompt-caching
        prices["input_cache_write_1h"] = per_token(Decimal(str(cost["input"])) * 2)
    return prices


def sheet_of(cost, slug):
    sheet = prices_of(cost, slug)
    overrides = []
    for tier in sorted(cost.get("tiers", []), key=lambda entry: entry["tier"]["size"]):
        if tier["tier"].get("type", "context") != "context":
            raise SystemExit(f"unknown kind of price tier: {tier['tier']}")
        overrides.append({"min_prompt_tokens": tier["tier"]["size"], **prices_of(tier, slug)})
    if overrides:
        sheet["overrides"] = overrides
    return sheet


def cleaned(text):
    return re.sub(r"[^a-z0-9._:-]+", "-", text).strip("-.:_")


def slug_of(provider, name):
    """author/model, spelled alike for all providers of a model."""
    bare = re.sub(r"^accounts/fireworks/(models|routers)/", "", name).lower()
    if provider == "fireworks-ai":
        bare = re.sub(r"(?<=\d)p(?=\d)", ".", bare)  # "kimi-k2p6"
    author, _, rest = bare.rpartition("/")
    author = author.split("/")[-1]
    if not author:
        rest = bare
        author = next((by for start, by in FAMILIES if rest.startswith(start)), None)
        author = FIRST_PARTY.get(provider) or author or PROVIDERS[provider].slug
    author = AUTHORS.get(author, author)
    if author == "anthropic":
        # Clients write "claude-sonnet-4.5" and "claude-sonnet-4"; Anthropic -4-5 and -4-0, with a
        # date where it is to stay this one for good.
        rest = re.sub(r"-(\d)-(\d)(?!\d)", r"-\1.\2", rest).replace(".0", "")
        rest = re.sub(r"-\d{8}$", "", rest)
    if author == "meta-llama":
        rest = rest.removeprefix("meta-").replace("3_", "3.")
    return f"{cleaned(author)}/{cleaned(rest)}"


def placed(provider, name, known):
    """The slug of a provider's model and how it is served there; `known` are OpenRouter's slugs."""
    slug = slug_of(provider, name)
    slug = SPELLINGS.get(slug, slug)
    if slug in known:
        return slug, ""
    for variant in sorted(SERVED_AS.get(provider, ()), key=len, reverse=True):
        base = slug.removesuffix("-" + variant)
        base = SPELLINGS.get(base, base)
        for candidate in (base, base + "-instruct", base + "-it"):
            if base != slug and candidate in known:
                return candidate, variant.removesuffix("-preview")
    return slug, ""


# The snapshot does not say by which route a model is asked: modalities and names do. Names are
# matched without author, lowercase; those of MEDIA with their source, since they pass only to
# providers that serve them by OpenAI's routes below their base URL. OTHERS are neither chat nor embeddings, whatever modalities the
# snapshot tells of them: they score documents, speak or listen, paint, work over a WebSocket.
EMBEDDERS, COMPLETERS = re.compile(NAMES["embedders"]), re.compile(NAMES["completers"])
OTHERS = re.compile(NAMES["others"])
MEDIA = {kind: re.compile(pattern) for kind, pattern in NAMES["media"].items()}


def media_kind_of(source, name):
    return next((kind for kind, names in MEDIA.items() if names.search(f"{source}/{name}")), None)


def kind_of(name, inputs, outputs, source=""):
    """"chat", "embeddings", "completions" or a kind of media; None for what no route of this gateway
    serves. `name` as the provider or the slug has it; modalities in the snapshot's or in our words;
    `source` is the provider in the snapshot, where it is known."""
    media = media_kind_of(source, name)
    if media is not None:
        return media
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
    keys = {provider.slug: key for key, provider in PROVIDERS.items()}
    for endpoint in entry["endpoints"]:
        media = media_kind_of(keys.get(endpoint["provider"], ""), endpoint["model"])
        if media is not None:
            return media
    outputs = entry["output_modalities"]
    outputs = ["text"] if outputs == ["embeddings"] else outputs
    names = [entry["slug"]] + [endpoint["model"] for endpoint in entry["endpoints"]]
    kinds = [kind_of(name, entry["input_modalities"], outputs) for name in names]
    return next((kind for kind in kinds if kind != "chat"), "chat")


def parameters_of(key, model, kind):
    if kind == "embeddings" or kind in MEDIA:
        return []
    wire = PROVIDERS[key].format
    parameters = list(TEXT_PARAMETERS)
    if model.get("temperature"):
        for place in ("", f"format:{wire}", f"provider:{PROVIDERS[key].slug}"):
            parameters += SAMPLING.get(place, [])
    if model.get("tool_call"):
        parameters += ["tools", "tool_choice"]
    if model.get("structured_output"):
        parameters += ["response_format", "structured_outputs"]
    if model.get("reasoning"):
        parameters += ["reasoning", "include_reasoning"]
        options = {option["type"] for option in model.get("reasoning_options") or []}
        if wire == "openai" and "effort" in options:
            parameters.append("reasoning_effort")
    return sorted(parameters)


def is_usable(key, name, model):
    """Text out, embeddings included, or media by the routes that pass; not withdrawn."""
    is_served = "text" in model["modalities"]["output"] or media_kind_of(key, name) is not None
    return is_served and model.get("status") != "deprecated" \
        and "api" not in (model.get("provider") or {}) and not LEFT_OUT.match(f"{key}/{name}")


def data_policy_of(key):
    trains, retains, days, source = DATA_POLICIES.get(key, (None, None, None, ""))
    policy = {"trains": trains, "retains": retains}
    if days is not None:
        policy["retention_days"] = days
    return {**policy, "source": source, "checked_on": DATA_POLICY_DATE if source else ""}


def provider_entry(key, source):
    provider = PROVIDERS[key]
    entry = {
        "slug": provider.slug,
        "name": provider.name or re.sub(r" \(.*\)$", "", source["name"]),
        "format": provider.format,
    }
    if provider.also_serves:
        entry["also_serves"] = list(provider.also_serves)
    if provider.credential_header:
        entry["credential_header"] = provider.credential_header
    return {
        **entry,
        "base_url": (provider.base_url or source["api"]).rstrip("/"),
        "on_cancel": "stops_billing" if provider.stops else "bills_all",
        "data_policy": data_policy_of(key),
    }


def is_by_responses_only(key, name):
    return key in RESPONSES_ONLY and RESPONSES_ONLY[key].search(name.lower()) is not None


def reasoning_field_of(key, name, model, kind):
    """By which member of its messages a server of chat completions reads reasoning back."""
    if PROVIDERS[key].format != "openai" or kind != "chat" or is_by_responses_only(key, name):
        return None
    if key in READS_DETAILS:
        return "reasoning_details" if model.get("reasoning") else None
    told = model.get("interleaved")
    return told.get("field") if isinstance(told, dict) else None


def endpoint_entry(key, name, model, kind, slug, variant):
    endpoint = {"provider": PROVIDERS[key].slug, "model": name}
    if variant:
        endpoint["variant"] = variant
    if variant == "fp8":
        endpoint["quantization"] = variant
    limit = model.get("limit", {})
    if limit.get("context"):
        endpoint["context_length"] = limit["context"]
    if limit.get("output") and kind == "chat":
        endpoint["max_output"] = limit["output"]
    endpoint["supported_parameters"] = parameters_of(key, model, kind)
    if is_by_responses_only(key, name):
        endpoint["format"] = "openai-responses"
    if field := reasoning_field_of(key, name, model, kind):
        endpoint["reasoning_field"] = field
    # The snapshot does not say whether a recording costs so much a minute or a million tokens.
    cost = {} if kind == "transcription" else model.get("cost") or {}
    endpoint["pricing"] = sheet_of(cost, slug)
    return endpoint


def released_at(model):
    """Unix seconds; None where the snapshot has only a month, or a date that never was."""
    try:
        day = datetime.strptime(model.get("release_date", ""), "%Y-%m-%d")
    except ValueError:
        return None
    return int(day.replace(tzinfo=timezone.utc).timestamp())


def model_entry(slug, model, kind):
    is_text = kind in ("chat", "completions")
    outputs = ["text"] if is_text else [kind]
    entry = {"slug": slug, "name": model["name"].removesuffix(" (latest)"), "type": kind}
    if model.get("limit", {}).get("context"):
        entry["context_length"] = model["limit"]["context"]
    released = released_at(model)
    if released is not None:
        entry["created"] = released
    ways = model["modalities"]
    entry["input_modalities"] = [ours for theirs, ours in INPUTS.items() if theirs in ways["input"]]
    if kind not in MEDIA:
        outputs += [more for more in ("image", "audio") if more in ways["output"]]
    entry["output_modalities"] = outputs
    entry["endpoints"] = []
    return entry


def models_of(key, sources):
    extra = {
        name: {**model, "modalities": {"input": ["text"], "output": ["text"]}}
        for (provider, name), model in EXTRA_MODELS.items() if provider == key
    }
    listed = sources[key]["models"]
    if set(extra) & set(listed):
        raise SystemExit(f"the snapshot lists {sorted(set(extra) & set(listed))} of {key} by now")
    # Aliases last: an endpoint has the name that stays with its model.
    names = sorted({**listed, **extra}, key=lambda name: (name.endswith("-latest"), name))
    return [(name, extra.get(name) or listed[name]) for name in names]


def add_model(models, key, name, model, known):
    if not is_usable(key, name, model):
        return
    ways = model["modalities"]
    kind = kind_of(name, ways["input"], ways["output"], key)
    slug, variant = placed(key, name, known)
    if kind is None:
        return
    entry = models.setdefault(slug, model_entry(slug, model, kind))
    endpoint = endpoint_entry(key, name, model, entry["type"], slug, variant)
    if any((other["provider"], other.get("variant", "")) == (endpoint["provider"], variant)
           for other in entry["endpoints"]):
        return  # A second spelling of the same model.
    entry["endpoints"].append(endpoint)


def make(snapshot, digest):
    sources = snapshot["providers"]
    missing = [key for key in PROVIDERS if key not in sources]
    if missing:
        raise SystemExit(f"the snapshot has no providers {missing}")
    known = set(sources["openrouter"]["models"])
    models = {}
    # Makers first, so that a model has its maker's name and is tried there first.
    for key in sorted(PROVIDERS, key=lambda key: key not in FIRST_PARTY):
        for name, model in models_of(key, sources):
            add_model(models, key, name, model, known)
    for entry in models.values():
        entry["type"] = kind_in_file(entry) or entry["type"]
        for endpoint in entry["endpoints"]:
            if endpoint.get("context_length") == entry.get("context_length"):
                endpoint.pop("context_length", None)  # As the model's.
    return {
        "source": "models.dev",
        "source_date": SNAPSHOT_DATE,
        "source_sha256": digest,
        "licence": "MIT License, Copyright (c) 2025 models.dev; see catalogue.LICENSE",
        "on_cancel_source": ON_CANCEL_SOURCE,
        "on_cancel_date": ON_CANCEL_DATE,
        "providers": [provider_entry(key, sources[key]) for key in PROVIDERS],
        "models": [models[slug] for slug in sorted(models)],
    }


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


FORMATS = {"openai", "openai-responses", "anthropic", "gemini"}
REASONING_FIELDS = {"reasoning_content", "reasoning", "reasoning_details"}
APIS = {"chat", "responses", "messages", "completions"}
BASE_URL = re.compile(r"https://(\{resource\}\.)?[a-z0-9.-]+(/[A-Za-z0-9._-]+)*")


def problems_of_policy(policy, where):
    says = policy["trains"] is not None or policy["retains"] is not None
    if says != bool(policy["source"]) or says != bool(policy["checked_on"]):
        yield f"{where}: a data policy without a source and a date, or the other way round"
    if "retention_days" in policy and not policy["retains"]:
        yield f"{where}: it keeps nothing for {policy['retention_days']} days"


def problems_of_providers(providers):
    slugs = [provider["slug"] for provider in providers]
    if len(slugs) != len(set(slugs)):
        yield "two providers share a slug"
    for provider in providers:
        where = f"provider {provider['slug']}"
        if not re.fullmatch(r"[a-z0-9-]+", provider["slug"]):
            yield f"{where}: malformed slug"
        if provider["format"] not in FORMATS:
            yield f"{where}: unknown format"
        if not set(provider.get("also_serves", ["chat"])) <= APIS:
            yield f"{where}: unknown API in also_serves"
        if not BASE_URL.fullmatch(provider["base_url"]):
            yield f"{where}: malformed base URL {provider['base_url']}"
        if provider["on_cancel"] not in ("stops_billing", "bills_all"):
            yield f"{where}: unknown on_cancel"
        yield from problems_of_policy(provider["data_policy"], where)


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
        places = [(each["provider"], each.get("variant", "")) for each in model["endpoints"]]
        if len(places) != len(set(places)):
            yield f"{where}: two endpoints of one provider that nothing tells apart"
        is_closed = model["slug"].startswith(("anthropic/", "google/gemini"))
        if is_closed and any(provider == "deepinfra" for provider, _ in places):
            yield f"{where}: another data policy holds for it at deepinfra"
        for endpoint in model["endpoints"]:
            if endpoint["provider"] not in providers:
                yield f"{where}: unknown provider {endpoint['provider']}"
            if not endpoint["model"]:
                yield f"{where}: an endpoint without a model name"
            for key in ("context_length", "max_output"):
                if key in endpoint and (not isinstance(endpoint[key], int) or endpoint[key] <= 0):
                    yield f"{where}: {key} is not a positive number"
            if endpoint.get("format", "openai") not in FORMATS:
                yield f"{where}: unknown format"
            if endpoint.get("reasoning_field", "reasoning") not in REASONING_FIELDS:
                yield f"{where}: unknown reasoning_field"
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
    # Tables and file go together.
    if NAMES["providers"] != {key: provider.slug for key, provider in PROVIDERS.items()}:
        yield "catalogue_names.json names other providers than this script"
    if [tuple(pair) for pair in NAMES["unlisted"]] != list(EXTRA_MODELS):
        yield "catalogue_names.json names other unlisted models than this script"
    entries = {provider["slug"]: provider for provider in catalogue["providers"]}
    for key, provider in PROVIDERS.items():
        entry = entries.get(provider.slug)
        if entry is None:
            yield f"provider {provider.slug} is missing"
        elif entry["data_policy"] != data_policy_of(key) or entry["format"] != provider.format:
            yield f"provider {provider.slug} is not as this script has it"


def made_from(path):
    source = path.read_bytes()
    snapshot = json.loads(source, parse_float=Decimal)
    return written(make(snapshot, hashlib.sha256(source).hexdigest()))


def check(snapshot=None):
    text = CATALOGUE.read_text(encoding="utf-8")
    problems = list(problems_of(text))
    if LICENCE.read_text(encoding="utf-8") != MIT:
        problems.append("the licence is not as this script writes it")
    if snapshot and made_from(snapshot) != text:
        problems.append(f"{snapshot} gives another catalogue")
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
    parser.add_argument("snapshot", nargs="?", type=Path, help="models.dev snapshot")
    parser.add_argument("--check", action="store_true", help="change nothing, check the catalogue")
    arguments = parser.parse_args()
    if arguments.check:
        return check(arguments.snapshot)
    if arguments.snapshot is None:
        parser.error("a snapshot is needed")
    CATALOGUE.write_text(made_from(arguments.snapshot), encoding="utf-8")
    LICENCE.write_text(MIT, encoding="utf-8")
    return check()


if __name__ == "__main__":
    sys.exit(main())
