// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/MediaAnswer.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/media/MediaUsage.h"

#include <algorithm>
#include <array>
#include <utility>

namespace turnpike {

namespace {

struct MediaAnswer final : WholeAnswer
{
    GatheredText body(const UsageFigures &figures) override;

    ApiType api = ApiType::Images;
    std::string_view text;
    std::string_view usageObject; ///< "null" too.
};

GatheredText MediaAnswer::body(const UsageFigures &figures)
{
    BodyEdit edit(text);
    putMediaUsage(edit, text, usageObject, figures, api);
    return std::move(edit).gathered();
}

/// What an answer holds, by the members that any route's may have.
struct Contents
{
    std::string_view error;
    std::string_view id, model; ///< String tokens.
    std::string_view usage;
    std::int64_t elements = 0; ///< Of `data` or `results`.
    std::int64_t textBytes = -1; ///< Of `text`; -1 when there is none.
    std::int64_t durationMs = 0;
    std::int64_t billedUnits = 0;
};

/// Cohere's: {"billed_units":{"search_units":1}}
void readMeta(json::StrictReader &json, Contents &contents)
{
    eachMember(json, [&](std::string_view name) {
        if (name != "billed_units") {
            json.skip();
            return;
        }
        if (const json::Value units = json.skip(); units.kind == json::Kind::Object)
            contents.billedUnits = readMediaUsage(units.text).usage.searchUnits;
    });
}

bool read(std::string_view body, Contents &contents)
{
    json::StrictReader json(body);
    if (json.peek() != json::Kind::Object)
        return false;
    eachMember(json, [&](std::string_view name) {
        if (name == "error") {
            contents.error = rawValue(json);
        } else if (name == "id") {
            contents.id = rawString(json);
        } else if (name == "model") {
            contents.model = rawString(json);
        } else if (name == "usage") {
            contents.usage = json.skip().text;
        } else if (name == "data" || name == "results") {
            eachElement(json, [&](std::size_t) {
                json.skip();
                ++contents.elements;
            });
        } else if (name == "text") {
            if (const std::string_view text = rawString(json); !text.empty())
                contents.textBytes = static_cast<std::int64_t>(json::decodedSize(text));
        } else if (name == "duration") {
            contents.durationMs = msOfSeconds(json.skip().text);
        } else if (name == "meta") {
            readMeta(json, contents);
        } else {
            json.skip();
        }
    });
    return json.finish();
}

std::string textOf(std::string_view string)
{
    return string.empty() ? std::string() : json::decodedText(string).value_or(std::string());
}

/// What is missing for the route; empty when it is an answer.
std::string_view problemOf(ApiType api, const Contents &contents)
{
    switch (api) {
    case ApiType::Images:
    case ApiType::ImageEdits: return contents.elements > 0 ? "" : "it holds no picture";
    case ApiType::Transcriptions:
    case ApiType::Translations: return contents.textBytes >= 0 ? "" : "it holds no text";
    case ApiType::Rerank: return contents.elements > 0 ? "" : "it holds no ranking";
    default: return "it is JSON and no audio";
    }
}

} // namespace

tl::expected<std::unique_ptr<WholeAnswer>, WireBreak> readMediaAnswer(ApiType api,
                                                                      std::string_view body)
{
    const auto broken = [](WireFault fault, std::string message, std::string_view error = {}) {
        return tl::unexpected(WireBreak{
            .fault = fault, .message = std::move(message), .errorObject = std::string(error)});
    };
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return broken(WireFault::Empty, "The provider's answer is empty.");
    Contents contents;
    if (!read(body, contents))
        return broken(WireFault::Garbage,
                      "The provider's answer is none: it is not a JSON object.");
    if (!contents.error.empty())
        return broken(WireFault::UpstreamError, "The provider reported an error in its answer.",
                      contents.error);
    if (const std::string_view problem = problemOf(api, contents); !problem.empty())
        return broken(WireFault::Garbage,
                      "The provider's answer is none: " + std::string(problem) + '.');
    auto answer = std::make_unique<MediaAnswer>();
    answer->api = api;
    answer->text = body;
    answer->usageObject = contents.usage;
    answer->upstreamId = textOf(contents.id);
    answer->servedModel = textOf(contents.model);
    if (contents.usage.starts_with('{'))
        answer->usage = readMediaUsage(contents.usage);
    TokenUsage &usage = answer->usage.usage;
    if (api == ApiType::Images || api == ApiType::ImageEdits)
        usage.imagesOut = contents.elements;
    if (usage.audioMs == 0)
        usage.audioMs = contents.durationMs;
    if (usage.searchUnits == 0)
        usage.searchUnits = contents.billedUnits;
    answer->hasUsage = true; // As far as it goes: mediaMeter() completes it.
    answer->outputBytes = std::max<std::int64_t>(contents.textBytes, 0);
    return answer;
}

bool passesAsBytes(ApiType api, std::string_view contentType)
{
    const std::string_view type = contentType.substr(0, contentType.find(';'));
    const auto isOne = [type](std::string_view known) {
        const std::string_view start = known.ends_with('/') ? type.substr(0, known.size()) : type;
        return json::readsAs(start, false, known);
    };
    static constexpr std::array<std::string_view, 3> audio{"audio/", "application/octet-stream",
                                                           "binary/octet-stream"};
    static constexpr std::array<std::string_view, 4> text{"text/plain", "text/vtt", "text/srt",
                                                          "application/x-subrip"};
    if (api == ApiType::Speech)
        return std::any_of(audio.begin(), audio.end(), isOne);
    return (api == ApiType::Transcriptions || api == ApiType::Translations)
        && std::any_of(text.begin(), text.end(), isOne);
}

} // namespace turnpike
