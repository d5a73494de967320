// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatDecoder.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;

constexpr std::size_t nameLimit = 256;
/// More calls than anybody makes.
constexpr std::size_t largestCallCount = 1024;

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool isEmptyString(RawJson string)
{
    return string.size() <= 2;
}

void takeName(std::string &name, RawJson string)
{
    if (name.empty() && string.size() > 2 && string.size() <= nameLimit)
        name = json::decodedText(string).value_or(std::string());
}

ReasoningFamily familyOf(RawJson format)
{
    if (format.starts_with("\"anthropic"))
        return ReasoningFamily::Anthropic;
    if (format.starts_with("\"google"))
        return ReasoningFamily::Gemini;
    if (format.starts_with("\"xai"))
        return ReasoningFamily::Xai;
    return format.find("openai") != std::string_view::npos ? ReasoningFamily::OpenAi
                                                           : ReasoningFamily::Unknown;
}

} // namespace

struct ChatDecoder::ToolDelta
{
    std::optional<std::int64_t> index;
    RawJson id, name, arguments;
};

/// What one chunk, or one whole message, says for one choice.
struct ChatDecoder::Delta
{
    std::int64_t index = 0;
    RawJson content, refusal, reasoning, finish, logprobs;
    RawJson contentParts; ///< An array instead of a string.
    RawJson details; ///< reasoning_details
    RawJson annotations, images, audio;
    std::vector<ToolDelta> tools;
};

ChatDecoder::ChatDecoder(std::int64_t choices)
    : m_choices(static_cast<std::size_t>(std::max<std::int64_t>(choices, 1)))
{}

AnswerDecoder::Progress ChatDecoder::decode(const sse::Event &event, AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (!event.hasData)
        return Progress::More;
    std::string_view data = trimmed(event.data);
    if (data == "[DONE]")
        return complete(sink);
    if (data.find('\n') != std::string_view::npos) {
        m_flat = data; // A line end between tokens is a blank like any other.
        std::replace(m_flat.begin(), m_flat.end(), '\n', ' ');
        data = m_flat;
    }
    const Progress progress = readObject(data, sink);
    if (progress == Progress::More && event.type == "error")
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     data);
    return progress;
}

AnswerDecoder::Progress ChatDecoder::end(AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    const bool isCut = std::none_of(m_choices.begin(), m_choices.end(),
                                    [](const Choice &choice) { return choice.hasSubstance; })
        || std::any_of(m_choices.begin(), m_choices.end(), [](const Choice &choice) {
                           return choice.hasSubstance && !choice.hasFinished;
                       });
    if (isCut)
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    return complete(sink);
}

/// The provider said that it is done: what it forgot to finish is finished.
AnswerDecoder::Progress ChatDecoder::complete(AnswerSink &sink)
{
    bool hasAny = false;
    for (std::size_t index = 0; index < m_choices.size(); ++index) {
        Choice &choice = m_choices[index];
        hasAny = hasAny || choice.hasSubstance;
        if (choice.hasSubstance && !choice.hasFinished) {
            count(Repair::MissingFinish);
            emitFinish(choice, static_cast<std::int32_t>(index), "stop", sink);
        }
    }
    if (!hasAny)
        return broke(WireFault::Empty, "The provider's answer ended without any content.");
    return Progress::End;
}

AnswerDecoder::Progress ChatDecoder::decodeWhole(std::string_view body, AnswerSink &sink)
{
    if (readObject(body, sink) == Progress::Broken)
        return Progress::Broken;
    if (std::none_of(m_choices.begin(), m_choices.end(),
                     [](const Choice &choice) { return choice.hasSubstance; }))
        return broke(WireFault::Garbage, "The provider's answer has no choices.");
    return complete(sink);
}

AnswerDecoder::Progress ChatDecoder::readObject(std::string_view text, AnswerSink &sink)
{
    json::StrictReader json(text);
    const bool isObject = json.peek() == json::Kind::Object;
    if (!isObject || !readTop(json, sink)) {
        if (m_break.fault != WireFault::None)
            return Progress::Broken;
        return broke(WireFault::Garbage, "The provider sent a chunk that is none.");
    }
    return Progress::More;
}

/// The text is read to its end before anything of it is passed on.
bool ChatDecoder::readTop(json::StrictReader &json, AnswerSink &sink)
{
    RawJson error, usage, choices;
    eachMember(json, [&](std::string_view name) {
        if (name == "id")
            takeName(m_id, rawString(json));
        else if (name == "model")
            takeName(m_model, rawString(json));
        else if (name == "usage")
            usage = rawValue(json);
        else if (name == "error")
            error = rawValue(json);
        else if (name == "choices")
            choices = rawValue(json);
        else
            json.skip();
    });
    if (!json.finish())
        return false;
    if (!error.empty()) {
        broke(WireFault::UpstreamError, "The provider reported an error in its answer.", error);
        return false;
    }
    if (usage.starts_with('{')) {
        const UsageReport report = readUsage(usage);
        if (report.origin() != UsageOrigin::Estimated) {
            m_usage = report;
            m_hasUsage = true;
        }
    }
    if (!choices.starts_with('['))
        return !usage.empty();
    bool isLegal = true;
    json::StrictReader list(choices);
    eachElement(list, [&](std::size_t) { isLegal = readChoice(list, sink) && isLegal; });
    return isLegal;
}

bool ChatDecoder::readChoice(json::StrictReader &json, AnswerSink &sink)
{
    Delta delta;
    if (json.peek() != json::Kind::Object) {
        json.skip();
        return false;
    }
    eachMember(json, [&](std::string_view name) {
        if (name == "index")
            delta.index = json::integerOf(rawValue(json)).value_or(-1);
        else if (name == "delta" || name == "message")
            readDelta(json, delta);
        else if (name == "text")
            delta.content = rawString(json);
        else if (name == "finish_reason")
            delta.finish = rawString(json);
        else if (name == "logprobs")
            delta.logprobs = rawValue(json);
        else
            json.skip();
    });
    return m_break.fault == WireFault::None && emit(delta, sink);
}

void ChatDecoder::readDelta(json::StrictReader &json, Delta &delta)
{
    eachMember(json, [&](std::string_view name) {
        if (name == "content") {
            const RawJson value = rawValue(json);
            (value.starts_with('[') ? delta.contentParts : delta.content) = value;
        } else if (name == "refusal") {
            delta.refusal = rawString(json);
        } else if (name == "reasoning" || name == "reasoning_content") {
            if (const RawJson text = rawString(json); !isEmptyString(text))
                delta.reasoning = text;
        } else if (name == "reasoning_details") {
            delta.details = rawValue(json);
        } else if (name == "tool_calls") {
            eachElement(json, [&](std::size_t) { readTool(json, delta); });
        } else if (name == "annotations") {
            delta.annotations = rawValue(json);
        } else if (name == "images") {
            delta.images = rawValue(json);
        } else if (name == "audio") {
            delta.audio = rawValue(json);
        } else {
            json.skip();
        }
    });
}

void ChatDecoder::readTool(json::StrictReader &json, Delta &delta)
{
    ToolDelta &tool = delta.tools.emplace_back();
    eachMember(json, [&](std::string_view name) {
        if (name == "index")
            tool.index = json::integerOf(rawValue(json));
        else if (name == "id")
            tool.id = rawString(json);
        else if (name == "function" || name == "custom")
            eachMember(json, [&](std::string_view member) {
                if (member == "name")
                    tool.name = rawString(json);
                else if (member == "arguments" || member == "input")
                    tool.arguments = rawValue(json);
                else
                    json.skip();
            });
        else
            json.skip();
    });
}

void ChatDecoder::send(AnswerEvent event, Choice &choice, AnswerSink &sink)
{
    choice.hasSubstance = true;
    if (event.kind != Kind::Reasoning && event.kind != Kind::Signature)
        choice.isReasoning = false;
    if (!event.text.empty())
        m_outputBytes += static_cast<std::int64_t>(json::decodedSize(event.text));
    sink.take(event);
}

bool ChatDecoder::emit(const Delta &delta, AnswerSink &sink)
{
    if (delta.index < 0 || delta.index >= static_cast<std::int64_t>(m_choices.size())) {
        broke(WireFault::Garbage, "The provider sent a choice that was not asked for.");
        return false;
    }
    Choice &choice = m_choices[static_cast<std::size_t>(delta.index)];
    const auto index = static_cast<std::int32_t>(delta.index);
    const bool hasContent = !isEmptyString(delta.content) || !isEmptyString(delta.refusal)
        || !delta.tools.empty() || !delta.reasoning.empty();
    if (choice.hasFinished) {
        if (hasContent) {
            broke(WireFault::Order, "The provider sent content after the end of a choice.");
            return false;
        }
        if (!delta.finish.empty())
            count(Repair::RepeatedFinish);
        return true;
    }
    emitReasoning(choice, delta, sink);
    if (!isEmptyString(delta.content) && delta.content.starts_with('"'))
        send({.kind = Kind::Text, .choice = index, .text = delta.content}, choice, sink);
    if (!delta.contentParts.empty()) {
        json::StrictReader parts(delta.contentParts);
        eachElement(parts, [&](std::size_t) {
            eachMember(parts, [&](std::string_view name) {
                const RawJson text = name == "text" ? rawString(parts) : RawJson();
                if (name != "text")
                    parts.skip();
                else if (!isEmptyString(text))
                    send({.kind = Kind::Text, .choice = index, .text = text}, choice, sink);
            });
        });
    }
    if (!isEmptyString(delta.refusal))
        send({.kind = Kind::Refusal, .choice = index, .text = delta.refusal}, choice, sink);
    if (!emitTools(choice, delta, sink))
        return false;
    const auto sendEach = [&](RawJson list, auto read) {
        if (list.empty())
            return;
        json::StrictReader json(list);
        eachElement(json, [&](std::size_t) { read(json); });
    };
    sendEach(delta.annotations, [&](json::StrictReader &json) {
        send({.kind = Kind::Annotation, .choice = index, .json = rawValue(json)}, choice, sink);
    });
    sendEach(delta.images, [&](json::StrictReader &json) {
        eachMember(json, [&](std::string_view name) {
            if (name != "image_url")
                return static_cast<void>(json.skip());
            eachMember(json, [&](std::string_view member) {
                const RawJson url = rawString(json);
                if (member == "url" && !url.empty())
                    send({.kind = Kind::Image, .choice = index, .text = url}, choice, sink);
            });
        });
    });
    if (delta.audio.starts_with('{'))
        send({.kind = Kind::Audio, .choice = index, .json = delta.audio}, choice, sink);
    if (!delta.logprobs.empty())
        sink.take({.kind = Kind::Logprobs, .choice = index, .json = delta.logprobs});
    if (!isEmptyString(delta.finish)) {
        const std::string native = json::decodedText(delta.finish).value_or(std::string());
        emitFinish(choice, index, native, sink);
    }
    return true;
}

/// Details say more than the plain text, which then says the same again.
void ChatDecoder::emitReasoning(Choice &choice, const Delta &delta, AnswerSink &sink)
{
    if (delta.details.starts_with('[') && delta.details.find('{') != std::string_view::npos)
        return emitDetails(choice, delta, sink);
    if (delta.reasoning.empty())
        return;
    if (!choice.isReasoning)
        ++choice.reasoning;
    choice.isReasoning = true;
    send({.kind = Kind::Reasoning,
          .choice = static_cast<std::int32_t>(delta.index),
          .index = choice.reasoning,
          .text = delta.reasoning},
         choice, sink);
}

void ChatDecoder::emitDetails(Choice &choice, const Delta &delta, AnswerSink &sink)
{
    json::StrictReader json(delta.details);
    eachElement(json, [&](std::size_t) {
        AnswerEvent event{.kind = Kind::Reasoning,
                          .choice = static_cast<std::int32_t>(delta.index)};
        RawJson type, format;
        std::int64_t number = 0;
        eachMember(json, [&](std::string_view name) {
            if (name == "type")
                type = rawString(json);
            else if (name == "format")
                format = rawString(json);
            else if (name == "text" || name == "summary")
                event.text = rawString(json);
            else if (name == "signature")
                event.signature = rawString(json);
            else if (name == "data")
                event.encrypted = rawString(json);
            else if (name == "id")
                event.id = rawString(json);
            else if (name == "index")
                number = json::integerOf(rawValue(json)).value_or(0);
            else
                json.skip();
        });
        event.family = familyOf(format);
        event.isSummary = type == R"("reasoning.summary")";
        if (!choice.isReasoning || number != choice.detail || !event.encrypted.empty())
            ++choice.reasoning;
        choice.isReasoning = event.encrypted.empty();
        choice.detail = number;
        event.index = choice.reasoning;
        if (!event.encrypted.empty()) {
            event.kind = Kind::Encrypted;
            event.text = {};
            return send(event, choice, sink);
        }
        const RawJson signature = std::exchange(event.signature, {});
        if (!isEmptyString(event.text))
            send(event, choice, sink);
        if (!isEmptyString(signature)) {
            event.kind = Kind::Signature;
            event.text = {};
            event.signature = signature;
            send(event, choice, sink);
        }
    });
}

bool ChatDecoder::emitTools(Choice &choice, const Delta &delta, AnswerSink &sink)
{
    const auto choiceIndex = static_cast<std::int32_t>(delta.index);
    for (const ToolDelta &tool : delta.tools) {
        const bool hasId = !isEmptyString(tool.id);
        const std::int64_t last = choice.calls.empty() ? 0 : choice.calls.back().providerIndex;
        const std::int64_t wanted
            = tool.index.value_or(hasId && !choice.calls.empty() ? last + 1 : last);
        // Some providers number every call 0 and tell them apart by id.
        auto found
            = std::find_if(choice.calls.rbegin(), choice.calls.rend(), [&](const Call &call) {
                  return call.providerIndex == wanted && (!hasId || call.id == tool.id);
              });
        if (found == choice.calls.rend()) {
            if (isEmptyString(tool.name) || choice.calls.size() >= largestCallCount) {
                broke(WireFault::Garbage, "The provider sent a tool call that makes no sense.");
                return false;
            }
            Call call{.providerIndex = wanted, .id = std::string(tool.id)};
            if (!hasId) {
                call.id = "\"call_" + std::to_string(delta.index) + '_'
                    + std::to_string(choice.calls.size()) + '"';
                count(Repair::MissingMember);
            }
            choice.calls.push_back(std::move(call));
            found = choice.calls.rbegin();
            send({.kind = Kind::ToolStart,
                  .choice = choiceIndex,
                  .index = static_cast<std::int32_t>(choice.calls.size() - 1),
                  .id = found->id,
                  .name = tool.name},
                 choice, sink);
        }
        const auto number = static_cast<std::int32_t>(choice.calls.rend() - found - 1);
        if (tool.arguments.starts_with('"')) {
            if (!isEmptyString(tool.arguments))
                send({.kind = Kind::ToolArguments,
                      .choice = choiceIndex,
                      .index = number,
                      .text = tool.arguments},
                     choice, sink);
        } else if (!tool.arguments.empty()) {
            // Some give the object itself.
            std::string token = "\"";
            appendEscaped(token, tool.arguments);
            token += '"';
            send({.kind = Kind::ToolArguments,
                  .choice = choiceIndex,
                  .index = number,
                  .text = token},
                 choice, sink);
        }
    }
    return true;
}

void ChatDecoder::emitFinish(Choice &choice, std::int32_t index, std::string_view native,
                             AnswerSink &sink)
{
    choice.hasFinished = true;
    std::string_view finish = normalisedFinish(native);
    // Some say "stop" whatever they end with; a client waits for its calls by this word.
    if (finish == "stop" && !choice.calls.empty())
        finish = "tool_calls";
    if (index == 0) {
        m_nativeFinish = native;
        m_finish = finish;
    }
    send({.kind = Kind::Finish, .choice = index, .finish = finish}, choice, sink);
}

} // namespace turnpike
