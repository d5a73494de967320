// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicDecoder.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Block = AnthropicBlock::Kind;
using Kind = AnswerEvent::Kind;
using Type = AnthropicEvent::Type;

constexpr std::size_t nameLimit = 256;
constexpr ReasoningFamily family = ReasoningFamily::Anthropic;

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

void takeName(std::string &name, RawJson string)
{
    if (name.empty() && string.starts_with('"') && string.size() <= nameLimit)
        name = json::decodedText(string).value_or(std::string());
}

/// Chat's word. Words of stops that are ours to count as ordinary, too ("compaction").
std::string_view finishOf(std::string_view native, bool hasTools)
{
    const std::string_view word = normalisedFinish(native);
    if (word == "stop" || word == "length" || word == "tool_calls" || word == "content_filter")
        return word;
    return hasTools ? "tool_calls" : "stop";
}

} // namespace

AnswerDecoder::Progress AnthropicDecoder::decode(const sse::Event &event, AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    std::string_view data = trimmed(event.data);
    if (!event.hasData || data == "[DONE]")
        return Progress::More;
    if (data.find('\n') != std::string_view::npos) {
        m_flat = data; // A line end between tokens is a blank like any other.
        std::replace(m_flat.begin(), m_flat.end(), '\n', ' ');
        data = m_flat;
    }
    if (!m_event.read(data, event.type))
        return broke(WireFault::Garbage,
                     "The provider sent an event that is none: " + std::string(m_event.problem())
                         + '.');
    if (m_event.type == Type::Error)
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     m_event.error.empty() ? data : m_event.error);
    if (m_event.type == Type::Ping || m_event.type == Type::Unknown)
        return Progress::More;
    const AnthropicCourse::Verdict verdict = m_course.take(m_event);
    if (verdict == AnthropicCourse::Verdict::Broken)
        return broke(WireFault::Order, std::string(m_course.problem()));
    if (verdict == AnthropicCourse::Verdict::Extra) {
        count(Repair::ExtraEvent);
        return Progress::More;
    }
    return take(sink);
}

AnswerDecoder::Progress AnthropicDecoder::take(AnswerSink &sink)
{
    switch (m_event.type) {
    case Type::MessageStart:
        takeName(m_id, m_event.message.id);
        takeName(m_model, m_event.message.model);
        takeUsage(m_event.message.usage, AnthropicUsage::Stage::Start);
        break;
    case Type::BlockStart:
        if (m_course.forgotten()) {
            count(Repair::MissingEvent);
            stopBlock(sink);
        }
        startBlock(m_event.block, sink);
        break;
    case Type::BlockDelta: takeDelta(m_event.delta, sink); break;
    case Type::BlockStop: stopBlock(sink); break;
    case Type::MessageDelta:
        takeUsage(m_event.usage, AnthropicUsage::Stage::End);
        if (m_nativeFinish.empty())
            takeName(m_nativeFinish, m_event.delta.stopReason);
        break;
    case Type::MessageStop:
        if (!m_course.hasSubstance())
            return broke(WireFault::Empty, "The provider's answer ended without any content.");
        return complete(sink);
    default: break;
    }
    return Progress::More;
}

void AnthropicDecoder::takeUsage(std::string_view usage, AnthropicUsage::Stage stage)
{
    m_told.take(usage, stage);
    m_hasUsage = m_told.isTold();
    m_usage = m_told.report();
}

AnswerDecoder::Progress AnthropicDecoder::end(AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (m_hasEnded)
        return Progress::End;
    if (!m_course.hasFinish())
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    count(Repair::MissingEvent);
    return complete(sink);
}

/// Closes what was left open, and finishes.
AnswerDecoder::Progress AnthropicDecoder::complete(AnswerSink &sink)
{
    if (m_isOpen) {
        count(Repair::MissingEvent);
        stopBlock(sink);
    }
    if (m_nativeFinish.empty())
        count(Repair::MissingFinish);
    m_hasEnded = true;
    m_finish = finishOf(m_nativeFinish, m_hasTools);
    sink.take({.kind = Kind::Finish, .finish = m_finish});
    return Progress::End;
}

void AnthropicDecoder::startBlock(const AnthropicBlock &block, AnswerSink &sink)
{
    m_kind = block.kind;
    m_isOpen = true;
    m_hasThoughts = m_hasArguments = false;
    m_signature.clear();
    m_outputBytes += block.outputBytes();
    switch (block.kind) {
    case Block::Text:
        if (block.text.size() > 2)
            sink.take({.kind = Kind::Text, .text = block.text});
        break;
    case Block::Thinking:
        appendInner(m_signature, block.signature);
        if (block.thinking.size() > 2) {
            sink.take({.kind = Kind::Reasoning,
                       .index = m_reasoningIndex,
                       .text = block.thinking,
                       .family = family});
            m_hasThoughts = true;
        }
        break;
    case Block::Redacted:
        if (block.data.size() > 2)
            sink.take({.kind = Kind::Encrypted,
                       .index = m_reasoningIndex++,
                       .encrypted = block.data,
                       .family = family});
        break;
    case Block::ToolUse:
        m_hasTools = true;
        sink.take(
            {.kind = Kind::ToolStart, .index = m_toolIndex, .id = block.id, .name = block.name});
        if (block.input.size() > 2 && block.input.find('"') != RawJson::npos) {
            std::string arguments = "\"";
            appendEscaped(arguments, block.input);
            arguments += '"';
            sink.take({.kind = Kind::ToolArguments, .index = m_toolIndex, .text = arguments});
            m_hasArguments = true;
        }
        break;
    case Block::Other: break;
    }
}

void AnthropicDecoder::takeDelta(const AnthropicDelta &delta, AnswerSink &sink)
{
    using Delta = AnthropicDelta::Kind;
    m_outputBytes += delta.outputBytes();
    if (m_kind == Block::Other || (delta.kind != Delta::Citation && delta.text.size() <= 2))
        return;
    switch (delta.kind) {
    case Delta::Text: sink.take({.kind = Kind::Text, .text = delta.text}); break;
    case Delta::Thinking:
        m_hasThoughts = true;
        sink.take({.kind = Kind::Reasoning,
                   .index = m_reasoningIndex,
                   .text = delta.text,
                   .family = family});
        break;
    case Delta::Signature: appendInner(m_signature, delta.text); break;
    case Delta::Arguments:
        m_hasArguments = true;
        sink.take({.kind = Kind::ToolArguments, .index = m_toolIndex, .text = delta.text});
        break;
    case Delta::Citation: emitCitation(delta.citation, sink); break;
    case Delta::Other: break;
    }
}

void AnthropicDecoder::stopBlock(AnswerSink &sink)
{
    m_isOpen = false;
    if (m_kind == Block::Thinking) {
        if (!m_signature.empty()) {
            const std::string token = '"' + m_signature + '"';
            sink.take({.kind = Kind::Signature,
                       .index = m_reasoningIndex,
                       .signature = token,
                       .family = family});
        }
        if (!m_signature.empty() || m_hasThoughts)
            ++m_reasoningIndex;
    } else if (m_kind == Block::ToolUse) {
        if (!m_hasArguments)
            sink.take({.kind = Kind::ToolArguments, .index = m_toolIndex, .text = R"("{}")"});
        ++m_toolIndex;
    }
}

/// A page that the text cites, in chat's shape. Its place in the text is not told, so it is 0.
void AnthropicDecoder::emitCitation(RawJson citation, AnswerSink &sink)
{
    RawJson url, title, cited;
    if (citation.empty())
        return;
    json::StrictReader json(citation);
    eachMember(json, [&](std::string_view name) {
        if (name == "url")
            url = rawString(json);
        else if (name == "title")
            title = rawString(json);
        else if (name == "cited_text")
            cited = rawString(json);
        else
            json.skip();
    });
    if (url.size() <= 2)
        return; // It cites a document of the request, which chat has no words for.
    std::string annotation = R"({"type":"url_citation","url_citation":{"url":)";
    annotation.append(url).append(R"(,"title":)").append(title.empty() ? R"("")" : title);
    if (!cited.empty())
        annotation.append(R"(,"content":)").append(cited);
    annotation += R"(,"start_index":0,"end_index":0}})";
    sink.take({.kind = Kind::Annotation, .json = annotation});
}

AnswerDecoder::Progress AnthropicDecoder::decodeWhole(std::string_view body, AnswerSink &sink)
{
    AnthropicMessage message;
    if (const std::string_view problem = readAnthropicMessage(body, message); !problem.empty())
        return broke(WireFault::Garbage,
                     "The provider's answer is none: " + std::string(problem) + '.');
    if (isTold(message.error))
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     message.error);
    takeName(m_id, message.id);
    takeName(m_model, message.model);
    takeName(m_nativeFinish, message.stopReason);
    takeUsage(message.usage, AnthropicUsage::Stage::End);
    std::vector<AnthropicBlock> blocks;
    bool isLegal = true;
    json::StrictReader content(message.content);
    eachElement(content, [&](std::size_t) {
        isLegal = readAnthropicBlock(content.skip().text, blocks.emplace_back()) && isLegal;
    });
    if (!isLegal)
        return broke(WireFault::Garbage,
                     "The provider's answer holds a content block that is none.");
    if (blocks.empty() && m_nativeFinish.empty())
        return broke(WireFault::Empty, "The provider's answer holds nothing.");
    for (const AnthropicBlock &block : blocks) {
        startBlock(block, sink);
        if (!block.citations.empty()) {
            json::StrictReader citations(block.citations);
            eachElement(citations, [&](std::size_t) { emitCitation(citations.skip().text, sink); });
        }
        stopBlock(sink);
    }
    return complete(sink);
}

} // namespace turnpike
