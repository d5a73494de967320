// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicCourse.h"

namespace turnpike {

namespace {

using Type = AnthropicEvent::Type;

/// Whether pieces of this kind go into such a block. Kinds that nobody knows go anywhere.
bool fits(AnthropicDelta::Kind delta, AnthropicBlock::Kind block)
{
    using Delta = AnthropicDelta::Kind;
    using Block = AnthropicBlock::Kind;
    if (block == Block::Other)
        return true;
    switch (delta) {
    case Delta::Text:
    case Delta::Citation: return block == Block::Text;
    case Delta::Thinking:
    case Delta::Signature: return block == Block::Thinking;
    case Delta::Arguments: return block == Block::ToolUse;
    case Delta::Other: break;
    }
    return true;
}

} // namespace

AnthropicCourse::Verdict AnthropicCourse::broke(std::string_view problem)
{
    m_problem = problem;
    return Verdict::Broken;
}

AnthropicCourse::Verdict AnthropicCourse::take(const AnthropicEvent &event)
{
    m_forgotten.reset();
    if (event.type == Type::MessageStart) {
        if (m_hasStarted)
            return broke("The provider started a second answer in one.");
        m_hasStarted = true;
        // Blocks in it would have to be counted, and no provider puts any there.
        if (isTold(event.message.content) && event.message.content.find('{') != RawJson::npos)
            return broke("The provider started an answer with content in it.");
        return Verdict::Legal;
    }
    if (!m_hasStarted)
        return broke("The provider's answer came without its start.");
    switch (event.type) {
    case Type::BlockStart: return startBlock(event);
    case Type::BlockDelta: return takeDelta(event);
    case Type::BlockStop: return stopBlock(event);
    case Type::MessageDelta: m_hasFinish = m_hasFinish || event.delta.stopReason.size() > 2; break;
    default: break;
    }
    return Verdict::Legal;
}

AnthropicCourse::Verdict AnthropicCourse::startBlock(const AnthropicEvent &event)
{
    using Kind = AnthropicBlock::Kind;
    if (m_hasFinish)
        return broke("The provider sent content after the end of its answer.");
    if (*event.index != m_blocks)
        return broke("The provider sent a content block out of turn.");
    m_forgotten = m_open;
    m_open = event.index;
    m_kind = event.block.kind;
    ++m_blocks;
    m_hasTools = m_hasTools || m_kind == Kind::ToolUse;
    const bool isPlain = m_kind == Kind::Text || m_kind == Kind::Thinking;
    m_hasSubstance = m_hasSubstance || !isPlain || event.block.outputBytes() > 0;
    return Verdict::Legal;
}

AnthropicCourse::Verdict AnthropicCourse::takeDelta(const AnthropicEvent &event)
{
    if (m_hasFinish)
        return broke("The provider sent content after the end of its answer.");
    if (m_open != event.index)
        return broke("The provider sent a piece of a content block that is not open.");
    if (!fits(event.delta.kind, m_kind))
        return broke("The provider sent a piece that does not fit its content block.");
    m_hasSubstance = m_hasSubstance || event.delta.outputBytes() > 0;
    return Verdict::Legal;
}

AnthropicCourse::Verdict AnthropicCourse::stopBlock(const AnthropicEvent &event)
{
    if (m_open == event.index) {
        m_open.reset();
        return Verdict::Legal;
    }
    if (*event.index >= 0 && *event.index < m_blocks)
        return Verdict::Extra;
    return broke("The provider stopped a content block that is not open.");
}

} // namespace turnpike
