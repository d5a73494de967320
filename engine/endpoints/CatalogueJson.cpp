// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/CatalogueJson.h"

#include "core/Cost.h"
#include "core/Timestamp.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::size_t at(PriceUnit unit)
{
    return static_cast<std::size_t>(unit);
}

bool names(const std::vector<std::string> &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

void writeTexts(json::Writer &json, const auto &texts)
{
    json.beginArray();
    for (const auto &text : texts)
        json.string(text);
    json.endArray();
}

void writeTextOrNull(json::Writer &json, std::string_view key, std::string_view text)
{
    json.key(key);
    text.empty() ? json.null() : json.string(text);
}

/// 0 stands for unknown in a policy.
void writeCountOrNull(json::Writer &json, std::string_view key, std::int64_t count)
{
    json.key(key);
    count == 0 ? json.null() : json.integer(count);
}

std::string joined(const std::vector<std::string> &texts)
{
    std::string out;
    for (const std::string &text : texts)
        out.append(out.empty() ? "" : "+").append(text);
    return out;
}

std::int64_t contextOf(const ModelPolicy &model, const EndpointPolicy *endpoint)
{
    return endpoint != nullptr && endpoint->contextLength != 0 ? endpoint->contextLength
                                                               : model.contextLength;
}

/// Extra keys that OpenAI's and Anthropic's clients read; the compatible API's accept any.
void writeForeignKeys(json::Writer &json, const ModelPolicy &model)
{
    json.member("object", "model").member("owned_by", model.slug.substr(0, model.slug.find('/')));
    json.member("type", "model").member("display_name", model.name);
    json.member("created_at", timestampText(model.createdS * 1'000'000));
}

} // namespace

std::vector<const EndpointPolicy *> servedEndpoints(const PolicySnapshot &policy,
                                                    const ModelPolicy &model)
{
    std::vector<const EndpointPolicy *> served;
    for (const EndpointPolicy &endpoint : model.endpoints) {
        if (policy.providers[endpoint.provider].isEnabled)
            served.push_back(&endpoint);
    }
    return served;
}

std::vector<std::string_view>
supportedParameters(const std::vector<const EndpointPolicy *> &endpoints)
{
    std::vector<std::string_view> all;
    for (const EndpointPolicy *endpoint : endpoints) {
        for (const std::string &name : endpoint->supportedParameters) {
            if (std::find(all.begin(), all.end(), name) == all.end())
                all.push_back(name);
        }
    }
    return all;
}

std::string pricingObject(const PriceSheet &sheet, std::int64_t nowUs)
{
    PriceSheet net;
    net.prices = effectivePrices(sheet, 0, nowUs);
    for (const PriceOverride &entry : sheet.overrides) {
        PriceOverride netEntry = entry;
        netEntry.prices = effectivePrices({entry.prices, {}, sheet.discountPpm}, 0, nowUs);
        net.overrides.push_back(std::move(netEntry));
    }
    std::string missing;
    for (const PriceUnit unit : {PriceUnit::Prompt, PriceUnit::Completion}) {
        if (!net.prices[at(unit)])
            missing.append(missing.empty() ? "\"" : ",\"")
                .append(priceKey(unit))
                .append("\":\"-1\"");
    }
    std::string object = toJson(net);
    if (!missing.empty())
        object.insert(1, object == "{}" ? missing : missing + ",");
    return object;
}

void writeArchitecture(json::Writer &json, const ModelPolicy &model)
{
    json.beginObject().key("input_modalities");
    writeTexts(json, model.inputModalities);
    json.key("output_modalities");
    writeTexts(json, model.outputModalities);
    json.member("modality", joined(model.inputModalities) + "->" + joined(model.outputModalities));
    json.key("instruct_type").null();
    json.member("tokenizer", model.tokenizer.empty() ? "Other" : model.tokenizer);
    json.endObject();
}

void writeModel(json::Writer &json, const PolicySnapshot &policy, const ModelPolicy &model,
                std::int64_t nowUs)
{
    const auto served = servedEndpoints(policy, model);
    const EndpointPolicy *top = served.empty() ? nullptr : served.front();
    json.beginObject();
    json.member("id", model.slug).member("canonical_slug", model.canonicalSlug);
    json.member("name", model.name).member("created", model.createdS);
    json.member("description", model.description);
    writeCountOrNull(json, "context_length",
                     model.contextLength != 0 ? model.contextLength : contextOf(model, top));
    json.key("architecture");
    writeArchitecture(json, model);
    json.key("pricing").raw(pricingObject(top != nullptr ? top->prices : PriceSheet{}, nowUs));
    json.key("top_provider").beginObject();
    writeCountOrNull(json, "context_length", contextOf(model, top));
    writeCountOrNull(json, "max_completion_tokens", top != nullptr ? top->maxOutput : 0);
    json.key("is_moderated").boolean(false).endObject();
    json.key("per_request_limits").null();
    json.key("supported_parameters");
    writeTexts(json, supportedParameters(served));
    json.key("default_parameters").null().key("supported_voices").null();
    json.key("links").beginObject();
    json.member("details", "/api/v1/models/" + model.slug + "/endpoints").endObject();
    writeForeignKeys(json, model);
    json.endObject();
}

void writeEndpoint(json::Writer &json, const PolicySnapshot &policy, const ModelPolicy &model,
                   const EndpointPolicy &endpoint, std::int64_t nowUs)
{
    const ProviderPolicy &provider = policy.providers[endpoint.provider];
    const bool takesTools = names(endpoint.supportedParameters, "tools");
    const bool takesChoice = names(endpoint.supportedParameters, "tool_choice");
    // A price for cached input means caching; only Anthropic's wants to be asked for it.
    const bool cachesUnasked = provider.format != ProviderFormat::Anthropic
        && endpoint.prices.prices[at(PriceUnit::CacheRead)].has_value();

    json.beginObject();
    json.member("name", provider.name + ": " + model.name);
    json.member("model_id", model.slug).member("model_name", model.name);
    json.member("provider_name", provider.name).member("tag", endpoint.tag);
    json.member("context_length", contextOf(model, &endpoint));
    writeCountOrNull(json, "max_completion_tokens", endpoint.maxOutput);
    json.key("max_prompt_tokens").null();
    writeTextOrNull(json, "quantization", endpoint.quantization);
    json.key("pricing").raw(pricingObject(endpoint.prices, nowUs));
    json.key("supported_parameters");
    writeTexts(json, endpoint.supportedParameters);
    json.key("supports_tool_choice").beginObject();
    json.key("auto").boolean(takesTools || takesChoice);
    for (const char *choice : {"none", "required", "function"})
        json.key(choice).boolean(takesChoice);
    json.endObject();
    json.key("supports_implicit_caching").boolean(cachesUnasked);
    json.key("supports_voice_cloning").boolean(false);
    json.member("status", 0);
    // Measured per organization and shown in the console; the public catalogue tells none.
    for (const char *key : {"uptime_last_5m", "uptime_last_30m", "uptime_last_1d",
                            "latency_last_30m", "throughput_last_30m"})
        json.key(key).null();
    json.endObject();
}

} // namespace turnpike
