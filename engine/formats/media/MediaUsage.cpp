// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/MediaUsage.h"

#include "core/MediaEstimate.h"
#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ResponsesUsage.h"

#include <algorithm>
#include <array>
#include <optional>

namespace turnpike {

namespace {

constexpr int msScale = 3;
constexpr std::int64_t msPerSecond = 1'000;
/// A thousand years: more is nonsense, and times a price could overflow.
constexpr std::int64_t longestMs = 31'536'000'000'000;

bool isCharged(const PriceTable &prices, PriceUnit unit)
{
    return prices[static_cast<std::size_t>(unit)].value_or(0) > 0;
}

bool chargesTokens(const PriceTable &prices)
{
    return isCharged(prices, PriceUnit::Prompt) || isCharged(prices, PriceUnit::Completion)
        || isCharged(prices, PriceUnit::Audio) || isCharged(prices, PriceUnit::AudioOutput);
}

/// Members that the readers of both APIs pass over.
void readRest(std::string_view object, TokenUsage &usage, std::optional<std::int64_t> &total)
{
    json::StrictReader json(object);
    const auto count = [&json]() -> std::optional<std::int64_t> {
        const json::Value value = json.skip();
        const auto number
            = value.kind == json::Kind::Number ? json::integerOf(value.text) : std::nullopt;
        return number && *number >= 0 && *number <= longestMs ? number : std::nullopt;
    };
    eachMember(json, [&](std::string_view name) {
        if (name == "total_tokens")
            total = count();
        else if (name == "search_units")
            usage.searchUnits = count().value_or(0);
        else if (name == "seconds")
            usage.audioMs = msOfSeconds(json.skip().text);
        else if (name == "input_token_details") // Only transcriptions have it by this name.
            eachMember(json, [&](std::string_view detail) {
                if (detail == "audio_tokens")
                    usage.audioIn = count().value_or(0);
                else
                    json.skip();
            });
        else
            json.skip();
    });
}

} // namespace

std::int64_t msOfSeconds(std::string_view number)
{
    if (number.empty() || (number.front() != '-' && (number.front() < '0' || number.front() > '9')))
        return 0;
    const std::int64_t ms = json::scaledOf(number, msScale).value_or(0);
    return ms > 0 && ms <= longestMs ? ms : 0;
}

UsageReport readMediaUsage(std::string_view object)
{
    UsageReport report = readResponsesUsage(object);
    if (!report.isPromptTold && !report.isCompletionTold)
        report = readUsage(object);
    std::optional<std::int64_t> total;
    readRest(object, report.usage, total);
    if (total && !report.isPromptTold && !report.isCompletionTold) {
        report.usage.prompt = *total;
        report.isPromptTold = true;
    }
    report.isPromptTold = report.isCompletionTold = report.isPromptTold || report.isCompletionTold;
    return report;
}

void addUsage(UsageReport &sum, const UsageReport &more)
{
    static constexpr std::array counts{
        &TokenUsage::prompt,    &TokenUsage::completion,     &TokenUsage::cacheRead,
        &TokenUsage::audioIn,   &TokenUsage::audioOut,       &TokenUsage::imageTokens,
        &TokenUsage::images,    &TokenUsage::imagesOut,      &TokenUsage::audioMs,
        &TokenUsage::reasoning, &TokenUsage::audioCacheRead, &TokenUsage::searchUnits};
    for (const auto count : counts)
        sum.usage.*count += more.usage.*count;
    sum.isPromptTold = sum.isPromptTold || more.isPromptTold;
    sum.isCompletionTold = sum.isCompletionTold || more.isCompletionTold;
    if (more.cost)
        sum.cost = sum.cost.value_or(Money{}) + *more.cost;
}

MediaMeter mediaMeter(ApiType api, const UsageReport *told, const MediaAsk &asked,
                      std::int64_t promptTokens, std::int64_t outputTokens,
                      const PriceTable &prices)
{
    MediaMeter meter;
    TokenUsage &usage = meter.usage;
    if (told != nullptr)
        usage = told->usage;
    const auto estimate = [&meter](std::int64_t &count, std::int64_t by) {
        count = by;
        meter.origin = UsageOrigin::Estimated;
    };
    usage.characters = asked.usage.characters;
    usage.images = asked.usage.images;
    if (usage.imagesOut == 0)
        usage.imagesOut = asked.usage.imagesOut;
    if (usage.audioMs == 0 && isCharged(prices, PriceUnit::AudioSecond)) {
        usage.audioMs = asked.usage.audioMs;
        if (!asked.isAudioMeasured && usage.audioMs > 0)
            meter.origin = UsageOrigin::Estimated;
    }
    if (usage.searchUnits == 0 && isCharged(prices, PriceUnit::SearchUnit)
        && asked.usage.searchUnits > 0)
        estimate(usage.searchUnits, asked.usage.searchUnits);
    if ((told != nullptr && told->isComplete()) || !chargesTokens(prices))
        return meter;
    estimate(usage.prompt, promptTokens);
    usage.completion = mediaOutputTokens(api, usage, outputTokens);
    usage.audioIn = std::min(heardTokens(asked.usage), usage.prompt);
    return meter;
}

namespace {

/// Members of a usage object that we set.
struct UsageMembers
{
    std::string_view prompt, completion, total, cost;
};

UsageMembers membersOf(std::string_view usage)
{
    UsageMembers members;
    json::StrictReader json(usage);
    eachMember(json, [&](std::string_view name) {
        std::string_view *member = name == "prompt_tokens" ? &members.prompt
            : name == "completion_tokens"                  ? &members.completion
            : name == "total_tokens"                       ? &members.total
            : name == "cost"                               ? &members.cost
                                                           : nullptr;
        const std::string_view value = json.skip().text;
        if (member != nullptr)
            *member = value;
    });
    return members;
}

void append(std::string &out, std::string_view name, std::string_view value)
{
    out.append(out.empty() ? "\"" : ",\"").append(name).append("\":").append(value);
}

/// Seconds, without zeros at the end.
std::string secondsText(std::int64_t ms)
{
    std::string text = std::to_string(ms / msPerSecond);
    if (const std::int64_t rest = ms % msPerSecond; rest != 0) {
        text += '.' + std::to_string(msPerSecond + rest).substr(1);
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text;
}

} // namespace

void putMediaUsage(BodyEdit &edit, std::string_view object, std::string_view usage,
                   const UsageFigures &figures, ApiType api)
{
    const bool isThere = usage.starts_with('{');
    const UsageMembers members = isThere ? membersOf(usage) : UsageMembers{};
    const TokenUsage &used = figures.usage;
    std::string added;
    const auto tell = [&](std::string_view there, std::string_view name, std::int64_t count) {
        if (there.empty())
            append(added, name, std::to_string(count));
    };
    // Where a provider counts no tokens, none are told; but pictures always are in tokens there.
    const bool isPicture = api == ApiType::Images || api == ApiType::ImageEdits;
    if (isPicture || (!isThere && used.prompt + used.completion > 0)) {
        tell(members.prompt, "prompt_tokens", used.prompt);
        tell(members.completion, "completion_tokens", used.completion);
        tell(members.total, "total_tokens", used.prompt + used.completion);
    }
    if (!isThere && used.audioMs > 0)
        append(added, "seconds", secondsText(used.audioMs));
    if (!isThere && used.searchUnits > 0)
        tell({}, "search_units", used.searchUnits);
    const std::string cost = jsonText(figures.cost);
    if (members.cost.empty())
        append(added, "cost", cost);
    else
        edit.replace(members.cost, cost);
    if (added.empty())
        return;
    if (isThere)
        edit.insertAtEnd(usage, std::move(added));
    else if (!usage.empty())
        edit.replace(usage, '{' + added + '}');
    else
        edit.insertAtEnd(object, "\"usage\":{" + added + '}');
}

} // namespace turnpike
