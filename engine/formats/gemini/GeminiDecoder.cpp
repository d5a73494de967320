// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiDecoder.h"

#include "engine/formats/RawWalk.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;

constexpr std::size_t nameLimit = 256;
/// Of an answer without an id; at the end of a chunk stand its counts.
constexpr std::size_t seedBytes = 1024;
/// More parts or sources in one chunk than any answer has.
constexpr std::size_t largestArray = 65'536;

bool isEmptyString(RawJson string)
{
    return string.size() <= 2;
}

std::string_view inner(RawJson string)
{
    return isEmptyString(string) ? std::string_view() : string.substr(1, string.size() - 2);
}

std::string nameOf(RawJson string)
{
    if (isEmptyString(string) || string.size() > nameLimit)
        return {};
    return json::decodedText(string).value_or(std::string());
}

/// FNV-1a.
std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char byte : text)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
    return hash;
}

/// Chat's word for a finish reason, data plane 3.6.1 and the reasons that came since.
std::string_view finishOf(std::string_view native, bool hasCalls)
{
    static constexpr std::pair<std::string_view, std::string_view> words[]
        = {{"LANGUAGE", "content_filter"},         {"IMAGE_PROHIBITED_CONTENT", "content_filter"},
           {"IMAGE_RECITATION", "content_filter"}, {"MODEL_ARMOR", "content_filter"},
           {"UNEXPECTED_TOOL_CALL", "error"},      {"TOO_MANY_TOOL_CALLS", "error"},
           {"MISSING_THOUGHT_SIGNATURE", "error"}, {"MALFORMED_RESPONSE", "error"}};
    for (const auto &[theirs, ours] : words)
        if (native == theirs)
            return ours;
    const std::string_view word = normalisedFinish(native);
    const bool isUnknown = word == native;
    if (word == "stop" || isUnknown)
        return hasCalls ? "tool_calls" : "stop";
    return word;
}

/// Appends an object's text to a string token, blanks between its tokens left out.
void appendCompact(std::string &out, RawJson object)
{
    if (object.find_first_of("\n\r\t") == std::string_view::npos)
        return appendEscaped(out, object);
    std::string compact;
    compact.reserve(object.size());
    bool isInString = false;
    for (std::size_t i = 0; i < object.size(); ++i) {
        const char byte = object[i];
        if (isInString && byte == '\\')
            compact += object[i++];
        else if (byte == '"')
            isInString = !isInString;
        else if (!isInString && (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'))
            continue;
        compact += object[i];
    }
    appendEscaped(out, compact);
}

} // namespace

/// One element of `parts`: what it holds of what we know.
struct GeminiDecoder::Part
{
    RawJson text;
    bool isThought = false;
    RawJson signature;
    bool isCall = false;
    RawJson callName, callId, callArguments;
    bool isMedia = false;
    RawJson mediaType, media;
};

struct GeminiDecoder::Candidate
{
    std::int64_t index = 0;
    RawJson finish;
    std::vector<Part> parts;
    std::vector<std::pair<RawJson, RawJson>> sources; ///< URL and title.
};

GeminiDecoder::GeminiDecoder(std::int64_t choices)
    : m_choices(static_cast<std::size_t>(std::max<std::int64_t>(choices, 1)))
{}

GeminiDecoder::~GeminiDecoder() = default;

AnswerDecoder::Progress GeminiDecoder::decode(const sse::Event &event, AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (m_hasEnded)
        return Progress::End;
    if (!event.hasData)
        return Progress::More;
    if (event.data == "[DONE]") // Not Google's, but of some that stand before it.
        return end(sink);
    return decodeText(event.data, sink);
}

AnswerDecoder::Progress GeminiDecoder::decodeWhole(std::string_view body, AnswerSink &sink)
{
    if (m_break.fault != WireFault::None || decodeText(body, sink) == Progress::Broken)
        return Progress::Broken;
    return end(sink);
}

/// A chunk; or an array of them, as the API streams when it is not asked for events.
AnswerDecoder::Progress GeminiDecoder::decodeText(std::string_view text, AnswerSink &sink)
{
    // Read to its end before anything is told: half a chunk is none.
    json::StrictReader check(text);
    const json::Kind kind = check.skip().kind;
    if (!check.finish() || (kind != json::Kind::Object && kind != json::Kind::Array))
        return broke(WireFault::Garbage, "The provider sent a chunk that is no JSON object.");
    if (m_seed == 0)
        m_seed = hashOf(text.substr(text.size() - std::min(text.size(), seedBytes)));
    json::StrictReader json(text);
    if (kind == json::Kind::Object)
        return decodeChunk(json, sink);
    eachElement(json, [&](std::size_t) {
        if (m_break.fault != WireFault::None)
            json.skip();
        else
            decodeChunk(json, sink);
    });
    return m_break.fault == WireFault::None ? Progress::More : Progress::Broken;
}

AnswerDecoder::Progress GeminiDecoder::decodeChunk(json::StrictReader &json, AnswerSink &sink)
{
    if (json.peek() != json::Kind::Object) {
        json.skip();
        return broke(WireFault::Garbage, "The provider sent a chunk that is no JSON object.");
    }
    bool isKnown = false;
    bool isSound = true;
    RawJson error;
    std::vector<Candidate> candidates;
    eachMember(json, [&](std::string_view name) {
        if (name == "candidates") {
            isKnown = true;
            eachElement(json, [&](std::size_t index) {
                if (index < m_choices.size()) {
                    isSound = readCandidate(json, candidates.emplace_back()) && isSound;
                } else {
                    json.skip();
                    isSound = false;
                }
            });
        } else if (name == "usageMetadata") {
            isKnown = true;
            m_counts.read(json);
        } else if (name == "promptFeedback") {
            isKnown = true;
            readFeedback(json);
        } else if (name == "error") {
            error = rawValue(json);
        } else if (name == "modelVersion") {
            if (std::string model = nameOf(rawString(json)); !model.empty() && m_model.empty())
                m_model = std::move(model);
        } else if (name == "responseId") {
            isKnown = true;
            if (std::string id = nameOf(rawString(json)); !id.empty() && m_id.empty()) {
                m_id = std::move(id);
                m_seed = hashOf(m_id);
            }
        } else {
            json.skip();
        }
    });
    m_hasUsage = m_counts.isTold();
    m_usage = m_counts.report(false);
    if (!error.empty())
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     error);
    if (!isKnown || !isSound)
        return broke(WireFault::Garbage,
                     isKnown ? "The provider sent an answer that makes no sense."
                             : "The provider sent a chunk without candidates.");
    for (const Candidate &candidate : candidates)
        if (tell(candidate, sink) == Progress::Broken)
            return Progress::Broken;
    return Progress::More;
}

// ---- Reading --------------------------------------------------------------------------------

/// False: it is none.
bool GeminiDecoder::readCandidate(json::StrictReader &json, Candidate &candidate)
{
    if (json.peek() != json::Kind::Object) {
        json.skip();
        return false;
    }
    bool isSound = true;
    eachMember(json, [&](std::string_view name) {
        if (name == "index") {
            candidate.index = json::integerOf(json.skip().text).value_or(-1);
        } else if (name == "finishReason") {
            candidate.finish = rawString(json);
        } else if (name == "groundingMetadata") {
            readGrounding(json, candidate);
        } else if (name == "content") {
            eachMember(json, [&](std::string_view member) {
                if (member != "parts") {
                    json.skip();
                    return;
                }
                eachElement(json, [&](std::size_t index) {
                    if (index < largestArray) {
                        isSound = readPart(json, candidate.parts.emplace_back()) && isSound;
                    } else {
                        json.skip();
                        isSound = false;
                    }
                });
            });
        } else {
            json.skip();
        }
    });
    return isSound && candidate.index >= 0
        && candidate.index < static_cast<std::int64_t>(m_choices.size());
}

bool GeminiDecoder::readPart(json::StrictReader &json, Part &part)
{
    if (json.peek() != json::Kind::Object) {
        json.skip();
        return false;
    }
    bool isSound = true;
    eachMember(json, [&](std::string_view name) {
        if (name == "text") {
            const json::Value text = json.skip();
            isSound = isSound && (text.kind == json::Kind::String || text.isNull());
            part.text = text.isNull() ? RawJson() : text.text;
        } else if (name == "thought") {
            part.isThought = rawBoolean(json).value_or(false);
        } else if (name == "thoughtSignature") {
            part.signature = rawString(json);
        } else if (name == "functionCall") {
            part.isCall = true;
            eachMember(json, [&](std::string_view member) {
                if (member == "name")
                    part.callName = rawString(json);
                else if (member == "id")
                    part.callId = rawString(json);
                else if (member == "args")
                    part.callArguments = rawValue(json);
                else
                    json.skip();
            });
            const bool isObject = part.callArguments.empty() || part.callArguments.front() == '{';
            isSound = isSound && isObject && !isEmptyString(part.callName);
        } else if (name == "inlineData") {
            part.isMedia = true;
            eachMember(json, [&](std::string_view member) {
                if (member == "mimeType")
                    part.mediaType = rawString(json);
                else if (member == "data")
                    part.media = rawString(json);
                else
                    json.skip();
            });
        } else {
            json.skip(); // Code that the provider ran, files of its own: nothing that was asked.
        }
    });
    return isSound;
}

void GeminiDecoder::readFeedback(json::StrictReader &json)
{
    eachMember(json, [&](std::string_view name) {
        if (name == "blockReason")
            m_block = nameOf(rawString(json));
        else
            json.skip();
    });
}

void GeminiDecoder::readGrounding(json::StrictReader &json, Candidate &candidate)
{
    eachMember(json, [&](std::string_view name) {
        if (name == "webSearchQueries") {
            std::int64_t queries = 0;
            eachElement(json, [&](std::size_t) {
                json.skip();
                ++queries;
            });
            m_counts.countSearches(queries);
        } else if (name == "groundingChunks") {
            eachElement(json, [&](std::size_t) {
                RawJson url, title;
                eachMember(json, [&](std::string_view kind) {
                    if (kind != "web") {
                        json.skip();
                        return;
                    }
                    eachMember(json, [&](std::string_view member) {
                        if (member == "uri")
                            url = rawString(json);
                        else if (member == "title")
                            title = rawString(json);
                        else
                            json.skip();
                    });
                });
                if (!isEmptyString(url) && candidate.sources.size() < largestArray)
                    candidate.sources.emplace_back(url, title);
            });
        } else {
            json.skip();
        }
    });
}

// ---- Telling --------------------------------------------------------------------------------

AnswerDecoder::Progress GeminiDecoder::tell(const Candidate &candidate, AnswerSink &sink)
{
    Choice &choice = m_choices[static_cast<std::size_t>(candidate.index)];
    AnswerEvent event;
    event.choice = static_cast<std::int32_t>(candidate.index);
    event.family = ReasoningFamily::Gemini;
    for (const Part &part : candidate.parts)
        if (tellPart(part, event, choice, sink) == Progress::Broken)
            return Progress::Broken;
    tellCitations(candidate, sink);
    if (!isEmptyString(candidate.finish))
        choice.finish = nameOf(candidate.finish);
    return Progress::More;
}

AnswerDecoder::Progress GeminiDecoder::tellPart(const Part &part, AnswerEvent event, Choice &choice,
                                                AnswerSink &sink)
{
    if (part.isCall) {
        tellCall(part, event, choice, sink);
        return Progress::More;
    }
    if (part.isMedia)
        return tellMedia(part, event, choice, sink);
    tellText(part, event, choice, sink);
    return Progress::More;
}

/// A signature closes the reasoning that it comes behind; without any it is a part of its own.
void GeminiDecoder::tellText(const Part &part, AnswerEvent event, Choice &choice, AnswerSink &sink)
{
    const bool hasText = !isEmptyString(part.text);
    const auto sign = [&] {
        event.kind = Kind::Signature;
        event.index = choice.reasoning++;
        event.text = {};
        event.signature = part.signature;
        sink.take(event);
        choice.isReasoning = false;
    };
    bool isSigned = isEmptyString(part.signature);
    choice.hasSpoken = choice.hasSpoken || hasText || !isSigned;
    if (!part.isThought && choice.isReasoning && !isSigned) {
        sign();
        isSigned = true;
    }
    if (hasText) {
        m_outputBytes += static_cast<std::int64_t>(json::decodedSize(part.text));
        if (!part.isThought && std::exchange(choice.isReasoning, false))
            ++choice.reasoning;
        event.kind = part.isThought ? Kind::Reasoning : Kind::Text;
        event.index = part.isThought ? choice.reasoning : 0;
        event.text = part.text;
        event.signature = {};
        choice.isReasoning = part.isThought;
        sink.take(event);
    }
    // Behind text that no call follows nobody asks for it back, and an answer should end in its
    // text.
    if (!isSigned && part.isThought)
        sign();
}

void GeminiDecoder::tellCall(const Part &part, AnswerEvent event, Choice &choice, AnswerSink &sink)
{
    if (std::exchange(choice.isReasoning, false))
        ++choice.reasoning;
    choice.hasSpoken = true;
    event.index = choice.nextCall++;
    event.kind = Kind::ToolStart;
    event.name = part.callName;
    event.id = isEmptyString(part.callId) ? makeCallId(event.choice, event.index) : part.callId;
    event.signature = isEmptyString(part.signature) ? RawJson() : part.signature;
    sink.take(event);
    m_token = '"';
    appendCompact(m_token, part.callArguments.empty() ? "{}" : part.callArguments);
    m_token += '"';
    m_outputBytes
        += static_cast<std::int64_t>(json::decodedSize(part.callName) + json::decodedSize(m_token));
    AnswerEvent arguments;
    arguments.kind = Kind::ToolArguments;
    arguments.choice = event.choice;
    arguments.index = event.index;
    arguments.text = m_token;
    sink.take(arguments);
}

/// An id where the provider gave none: the same however the stream was cut, another for each call
/// of a conversation, and short and plain enough for every format.
std::string_view GeminiDecoder::makeCallId(std::int32_t choice, std::int32_t call)
{
    std::array<char, 16> digits{};
    const auto [end, error]
        = std::to_chars(digits.data(), digits.data() + digits.size(), m_seed, 16);
    m_callId = "\"call_";
    m_callId.append(digits.data(), end).append(1, '_').append(std::to_string(choice));
    m_callId.append(1, '_').append(std::to_string(call)).append(1, '"');
    return m_callId;
}

AnswerDecoder::Progress GeminiDecoder::tellMedia(const Part &part, AnswerEvent event,
                                                 Choice &choice, AnswerSink &sink)
{
    if (part.isThought) // A draft.
        return Progress::More;
    if (!inner(part.mediaType).starts_with("image/"))
        return broke(WireFault::Garbage,
                     "The provider sent media of a kind that cannot be passed on.");
    if (std::exchange(choice.isReasoning, false))
        ++choice.reasoning;
    choice.hasSpoken = true;
    m_token = "\"data:";
    m_token.append(inner(part.mediaType)).append(";base64,").append(inner(part.media));
    m_token += '"';
    event.kind = Kind::Image;
    event.text = m_token;
    sink.take(event);
    m_counts.countImage();
    m_usage = m_counts.report(false);
    if (!isEmptyString(part.signature)) {
        event.kind = Kind::Signature;
        event.text = {};
        event.index = choice.reasoning++;
        event.signature = part.signature;
        sink.take(event);
    }
    return Progress::More;
}

void GeminiDecoder::tellCitations(const Candidate &candidate, AnswerSink &sink)
{
    for (const auto &[url, title] : candidate.sources) {
        // The places that a source backs are told in bytes of parts: not placed.
        m_token = R"({"type":"url_citation","url_citation":{"url":)";
        m_token.append(url).append(R"(,"title":)").append(title.empty() ? url : title);
        m_token += R"(,"start_index":0,"end_index":0}})";
        AnswerEvent event;
        event.kind = Kind::Annotation;
        event.choice = static_cast<std::int32_t>(candidate.index);
        event.json = m_token;
        sink.take(event);
    }
}

// ---- The end --------------------------------------------------------------------------------

AnswerDecoder::Progress GeminiDecoder::end(AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (std::exchange(m_hasEnded, true))
        return Progress::End;
    Choice &first = m_choices.front();
    const auto isTold
        = [](const Choice &choice) { return choice.hasSpoken || !choice.finish.empty(); };
    const bool isBlocked
        = !m_block.empty() && std::none_of(m_choices.begin(), m_choices.end(), isTold);
    if (isBlocked)
        first.finish = m_block;
    const auto isCut
        = [&isTold](const Choice &choice) { return isTold(choice) && choice.finish.empty(); };
    if (std::any_of(m_choices.begin(), m_choices.end(), isCut)
        || std::none_of(m_choices.begin(), m_choices.end(), isTold))
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    for (std::size_t index = 0; index < m_choices.size(); ++index) {
        const Choice &choice = m_choices[index];
        if (choice.finish.empty())
            continue;
        AnswerEvent event;
        event.kind = Kind::Finish;
        event.choice = static_cast<std::int32_t>(index);
        event.finish = isBlocked ? "content_filter" : finishOf(choice.finish, choice.nextCall > 0);
        if (index == 0) {
            m_nativeFinish = choice.finish;
            m_finish = event.finish;
        }
        sink.take(event);
    }
    m_usage = m_counts.report(true);
    return Progress::End;
}

} // namespace turnpike
