// SPDX-License-Identifier: GPL-3.0-or-later
// The `provider` member (data plane 8.1): closed, so that a misspelt wish is not silently ignored.
#include "engine/wire/ClientRequest.h"
#include "engine/wire/RequestWalk.h"

namespace turnpike {

namespace {

using Members = RequestWalk::Members;
using Percentiles = ProviderPreferences::Percentiles;
using Sort = ProviderPreferences::Sort;

Sort sortOf(RequestWalk &walk, const std::optional<std::string> &word)
{
    if (!word)
        return Sort::None;
    if (*word == "price")
        return Sort::Price;
    if (*word == "throughput")
        return Sort::Throughput;
    if (*word == "latency")
        return Sort::Latency;
    if (*word == "exacto")
        return Sort::Exacto;
    walk.refuse("must be one of price, throughput, latency, exacto");
    return Sort::None;
}

void readSort(RequestWalk &walk, ProviderPreferences &preferences)
{
    static constexpr std::string_view names[] = {"by", "partition"};
    if (walk.peek() == json::Kind::String) {
        preferences.sort = sortOf(walk, walk.text());
        return;
    }
    if (!walk.enterObject(true))
        return;
    for (Members members; walk.nextMember(names, members);) {
        if (members.known == Members::unknown) {
            walk.skip();
            continue;
        }
        walk.push(names[members.known]);
        const std::optional<std::string> word = walk.text();
        if (members.known == 0)
            preferences.sort = sortOf(walk, word);
        else if (word && *word != "model" && *word != "none")
            walk.refuse("must be model or none");
        else
            preferences.sortsAcrossModels = word == "none";
        walk.pop();
    }
}

std::optional<std::int64_t> readThousandths(RequestWalk &walk)
{
    if (walk.peek() == json::Kind::Null) {
        walk.skip();
        return std::nullopt;
    }
    if (walk.peek() != json::Kind::Number)
        walk.refuse("must be a number");
    const json::Value value = walk.skip();
    if (value.kind != json::Kind::Number)
        return std::nullopt;
    const std::optional<std::int64_t> thousandths = json::scaledOf(value.text, 3);
    if (!thousandths || *thousandths < 0)
        walk.refuse("must be a number that is not negative");
    return thousandths;
}

void readPercentiles(RequestWalk &walk, Percentiles &percentiles)
{
    static constexpr std::string_view names[] = {"p50", "p75", "p90", "p99"};
    if (walk.peek() == json::Kind::Number) {
        percentiles[0] = readThousandths(walk);
        return;
    }
    if (!walk.enterObject(true))
        return;
    for (Members members; walk.nextMember(names, members);) {
        if (members.known == Members::unknown) {
            walk.skip();
            continue;
        }
        walk.push(names[members.known]);
        percentiles[members.known] = readThousandths(walk);
        walk.pop();
    }
}

/// A number, or a string that holds one: published schema and prose disagree.
std::string readPrice(RequestWalk &walk)
{
    const json::Kind kind = walk.peek();
    if (kind == json::Kind::Null) {
        walk.skip();
        return {};
    }
    std::string price;
    if (kind == json::Kind::Number)
        price = walk.skip().text;
    else
        price = walk.text().value_or(std::string());
    json::StrictReader number(price);
    const bool isNumber = number.skip().kind == json::Kind::Number && number.finish();
    if (!isNumber || price.starts_with('-'))
        walk.refuse("must be a price: a number that is not negative");
    return price;
}

void readMaxPrice(RequestWalk &walk, ProviderPreferences &preferences)
{
    static constexpr std::string_view names[]
        = {"prompt", "completion", "request", "image", "audio"};
    std::string *const prices[]
        = {&preferences.maxPromptPrice, &preferences.maxCompletionPrice,
           &preferences.maxRequestPrice, &preferences.maxImagePrice, &preferences.maxAudioPrice};
    if (!walk.enterObject(true))
        return;
    for (Members members; walk.nextMember(names, members);) {
        if (members.known == Members::unknown) {
            walk.skip();
            continue;
        }
        walk.push(names[members.known]);
        *prices[members.known] = readPrice(walk);
        walk.pop();
    }
}

bool readDataCollection(RequestWalk &walk)
{
    const std::optional<std::string> word = walk.text();
    if (word && *word != "allow" && *word != "deny")
        walk.refuse("must be allow or deny");
    return word == "deny";
}

} // namespace

void readProviderPreferences(RequestWalk &walk, ProviderPreferences &preferences)
{
    enum : std::size_t {
        Order,
        Only,
        Ignore,
        Fallbacks,
        Parameters,
        DataCollection,
        Zdr,
        Distillable,
        Quantizations,
        SortBy,
        Throughput,
        Latency,
        MaxPrice
    };
    static constexpr std::string_view names[] = {"order",
                                                 "only",
                                                 "ignore",
                                                 "allow_fallbacks",
                                                 "require_parameters",
                                                 "data_collection",
                                                 "zdr",
                                                 "enforce_distillable_text",
                                                 "quantizations",
                                                 "sort",
                                                 "preferred_min_throughput",
                                                 "preferred_max_latency",
                                                 "max_price"};
    if (!walk.enterObject(true))
        return;
    for (Members members; walk.nextMember(names, members);) {
        walk.push(members.known == Members::unknown ? members.member.name : names[members.known]);
        switch (members.known) {
        case Order: preferences.order = walk.texts(); break;
        case Only: preferences.only = walk.texts(); break;
        case Ignore: preferences.ignore = walk.texts(); break;
        case Fallbacks: preferences.allowsFallbacks = walk.boolean().value_or(true); break;
        case Parameters: preferences.requiresParameters = walk.boolean().value_or(false); break;
        case DataCollection: preferences.deniesDataCollection = readDataCollection(walk); break;
        case Zdr: preferences.requiresZdr = walk.boolean().value_or(false); break;
        case Distillable:
            preferences.requiresDistillableText = walk.boolean().value_or(false);
            break;
        case Quantizations: preferences.quantizations = walk.texts(); break;
        case SortBy: readSort(walk, preferences); break;
        case Throughput: readPercentiles(walk, preferences.minThroughput); break;
        case Latency: readPercentiles(walk, preferences.maxLatency); break;
        case MaxPrice: readMaxPrice(walk, preferences); break;
        default: walk.refuse("is not a known provider preference"); break;
        }
        walk.pop();
    }
    preferences.hasOrder = !preferences.order.empty();
    preferences.hasOnly = !preferences.only.empty();
}

} // namespace turnpike
