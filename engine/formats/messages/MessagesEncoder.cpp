// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesEncoder.h"

#include "engine/formats/messages/AnthropicUsage.h"
#include "engine/formats/messages/MessagesStream.h"
#include "engine/formats/messages/MessagesWords.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;

/// What stands before the text of a delta; `"}` and the end of the event follow.
constexpr std::string_view textDelta = R"({"type":"text_delta","text":")";
constexpr std::string_view thinkingDelta = R"({"type":"thinking_delta","thinking":")";
constexpr std::string_view signatureDelta = R"({"type":"signature_delta","signature":")";
constexpr std::string_view argumentsDelta = R"({"type":"input_json_delta","partial_json":")";

} // namespace

MessagesEncoder::MessagesEncoder(AnswerNames names, bool hidesReasoning)
    : m_names(std::move(names))
    , m_hidesReasoning(hidesReasoning)
{}

void MessagesEncoder::begin()
{
    if (std::exchange(m_hasBegun, true))
        return;
    m_out += "event: message_start\n"
             R"(data: {"type":"message_start","message":{"id":)";
    json::appendString(m_out, m_names.id);
    m_out += R"(,"type":"message","role":"assistant","model":)";
    json::appendString(m_out, m_names.model);
    m_out += R"(,"content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,)"
             R"("cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}})"
             "\n\n";
}

void MessagesEncoder::take(const AnswerEvent &event)
{
    if (event.choice != 0)
        return;
    switch (event.kind) {
    case Kind::Finish: m_finish = event.finish; break;
    case Kind::Annotation: takeCitation(event); break;
    case Kind::Audio:
    case Kind::Logprobs: break;
    case Kind::Text:
    case Kind::Refusal:
        m_isRefused = m_isRefused || event.kind == Kind::Refusal;
        if (event.text.size() > 2)
            addText(findOrAdd(event, Block::Kind::Text), innerOf(event.text));
        break;
    case Kind::Image:
        addText(findOrAdd(event, Block::Kind::Text), imageText(innerOf(event.text)));
        break;
    case Kind::Reasoning:
        if (event.text.size() > 2 && !m_hidesReasoning)
            addText(findOrAdd(event, Block::Kind::Thinking), innerOf(event.text));
        break;
    case Kind::Signature:
        appendInner(findOrAdd(event, Block::Kind::Thinking).seal, event.signature);
        break;
    case Kind::Encrypted:
        appendInner(findOrAdd(event, Block::Kind::Redacted).seal, event.encrypted);
        break;
    case Kind::ToolStart: takeToolStart(event); break;
    case Kind::ToolArguments: takeArguments(event); break;
    }
    advance(false);
}

/// The block that goes on, if it is still open or waits.
MessagesEncoder::Block *MessagesEncoder::find(Block::Kind kind, std::int32_t index)
{
    const auto is = [kind, index](const Block &block) {
        return block.kind == kind && (kind == Block::Kind::Text || block.index == index);
    };
    if (kind == Block::Kind::Text && !m_waiting.empty())
        return is(m_waiting.back()) ? &m_waiting.back() : nullptr;
    const auto found = std::find_if(m_waiting.rbegin(), m_waiting.rend(), is);
    if (found != m_waiting.rend())
        return &*found;
    return m_open && is(*m_open) ? &*m_open : nullptr;
}

MessagesEncoder::Block &MessagesEncoder::findOrAdd(const AnswerEvent &event, Block::Kind kind)
{
    if (Block *block = kind == Block::Kind::Redacted ? nullptr : find(kind, event.index))
        return *block;
    Block &block = m_waiting.emplace_back();
    block.kind = kind;
    block.index = event.index;
    block.family = event.family;
    block.isSummary = event.isSummary;
    appendInner(block.id, event.id);
    return block;
}

void MessagesEncoder::addText(Block &block, std::string_view inner)
{
    if (m_open && &block == &*m_open)
        writeDelta(block, inner);
    else
        block.pending += inner;
}

/// Of the last text. One that comes when that is closed has nowhere to stand.
void MessagesEncoder::takeCitation(const AnswerEvent &event)
{
    std::string citation = messagesCitation(event.json);
    const auto isText = [](const Block &block) { return block.kind == Block::Kind::Text; };
    const auto waiting = std::find_if(m_waiting.rbegin(), m_waiting.rend(), isText);
    if (citation.empty())
        return;
    if (waiting != m_waiting.rend())
        waiting->citations.push_back(std::move(citation));
    else if (m_open && isText(*m_open))
        writeCitation(citation);
}

void MessagesEncoder::takeToolStart(const AnswerEvent &event)
{
    Block &block = m_waiting.emplace_back();
    block.kind = Block::Kind::Tool;
    block.index = event.index;
    block.family = event.family;
    block.isCustom = event.isCustom;
    appendInner(block.name, event.name);
    appendInner(block.seal, event.signature);
    appendToolId(block.id, innerOf(event.id), m_names.id, static_cast<std::size_t>(event.index));
    if (block.isCustom)
        block.pending = customOpening;
    m_hasTools = true;
}

void MessagesEncoder::takeArguments(const AnswerEvent &event)
{
    Block *block = find(Block::Kind::Tool, event.index);
    if (!block || event.text.size() <= 2)
        return; // Behind a value that was complete: blanks, or nothing that could be read.
    if (block->isCustom) {
        std::string escaped;
        appendEscaped(escaped, innerOf(event.text));
        addText(*block, escaped);
        return;
    }
    block->arguments.feed(innerOf(event.text));
    addText(*block, innerOf(event.text));
}

bool MessagesEncoder::isDone(const Block &block)
{
    return block.kind != Block::Kind::Tool || block.arguments.isComplete();
}

/// Opens what waits as soon as it may be; at the last all of it, and closes it.
void MessagesEncoder::advance(bool isLast)
{
    while (!m_waiting.empty()) {
        if (m_open && !isLast && !isDone(*m_open))
            return;
        if (m_open)
            closeOpen();
        openNext();
    }
    if (isLast && m_open)
        closeOpen();
}

void MessagesEncoder::openNext()
{
    begin();
    m_open = std::move(m_waiting.front());
    m_waiting.pop_front();
    Block &block = *m_open;
    std::string start;
    if (block.kind == Block::Kind::Tool && !block.seal.empty()) {
        start = R"({"type":"redacted_thinking","data":")";
        appendSeal(start, {.family = block.family, .isOfCall = true, .payload = block.seal});
        startBlock(start += "\"}");
        m_out += messagesBlockStop(m_position++);
    }
    switch (block.kind) {
    case Block::Kind::Text: start = R"({"type":"text","text":""})"; break;
    case Block::Kind::Thinking:
        start = R"({"type":"thinking","thinking":"","signature":""})";
        break;
    case Block::Kind::Redacted:
        start = R"({"type":"redacted_thinking","data":")";
        appendSeal(start, {.family = block.family, .id = block.id, .payload = block.seal});
        start += "\"}";
        break;
    case Block::Kind::Tool:
        start = R"({"type":"tool_use","id":")";
        start.append(block.id).append(R"(","name":")").append(block.name);
        start += R"(","input":{}})";
        break;
    }
    startBlock(start);
    if (!block.pending.empty())
        writeDelta(block, block.pending);
    block.pending.clear();
    for (const std::string &citation : block.citations)
        writeCitation(citation);
}

void MessagesEncoder::closeOpen()
{
    const Block &block = *m_open;
    if (block.kind == Block::Kind::Thinking) {
        std::string seal;
        appendSeal(seal,
                   {.family = block.family,
                    .isSummary = block.isSummary,
                    .id = block.id,
                    .payload = block.seal});
        writeDelta(signatureDelta, seal);
    } else if (block.kind == Block::Kind::Tool && block.isCustom) {
        writeDelta(argumentsDelta, customEnd);
    } else if (block.kind == Block::Kind::Tool && block.arguments.isBlank()) {
        writeDelta(argumentsDelta, "{}");
    }
    m_out += messagesBlockStop(m_position++);
    m_open.reset();
}

void MessagesEncoder::startBlock(std::string_view block)
{
    m_out += "event: content_block_start\n"
             R"(data: {"type":"content_block_start","index":)";
    m_out.append(std::to_string(m_position)).append(R"(,"content_block":)").append(block);
    m_out += "}\n\n";
}

void MessagesEncoder::writeDelta(const Block &block, std::string_view inner)
{
    switch (block.kind) {
    case Block::Kind::Text: return writeDelta(textDelta, inner);
    case Block::Kind::Thinking: return writeDelta(thinkingDelta, inner);
    case Block::Kind::Tool: return writeDelta(argumentsDelta, inner);
    case Block::Kind::Redacted: return;
    }
}

void MessagesEncoder::writeDelta(std::string_view opening, std::string_view inner)
{
    m_out += "event: content_block_delta\n"
             R"(data: {"type":"content_block_delta","index":)";
    m_out.append(std::to_string(m_position)).append(R"(,"delta":)").append(opening).append(inner);
    m_out += "\"}}\n\n";
}

void MessagesEncoder::writeCitation(std::string_view citation)
{
    m_out += "event: content_block_delta\n"
             R"(data: {"type":"content_block_delta","index":)";
    m_out.append(std::to_string(m_position));
    m_out.append(R"(,"delta":{"type":"citations_delta","citation":)").append(citation);
    m_out += "}}\n\n";
}

void MessagesEncoder::close(const UsageFigures &figures)
{
    begin();
    advance(true);
    const std::string_view reason = stopReasonOf(m_finish, m_hasTools, m_isRefused);
    const bool isError = reason == "error";
    m_out += "event: message_delta\n"
             R"(data: {"type":"message_delta","delta":{"stop_reason":)";
    if (isError)
        m_out += "null";
    else
        m_out.append(1, '"').append(reason).append(1, '"');
    m_out.append(R"(,"stop_sequence":null},"usage":)").append(anthropicUsageJson(figures));
    m_out += "}\n\n";
    // The format ends a failed answer with an error, never in order (data plane 14.3).
    if (isError)
        fail({.status = 502,
              .errorType = "provider_unavailable",
              .message = "The model's answer ended in an error."});
    else
        m_out += messagesStopEvent;
}

void MessagesEncoder::fail(const ApiError &error)
{
    m_out += messagesErrorEvent(error, m_names.id);
}

} // namespace turnpike
