// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/Answer.h"

#include <utility>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;

/// The part that the event goes on with, or null.
CollectedPart *continued(CollectedChoice &choice, const AnswerEvent &event)
{
    if (event.kind == Kind::ToolArguments) {
        std::int32_t call = 0;
        for (CollectedPart &part : choice.parts)
            if (part.kind == Kind::ToolStart && call++ == event.index)
                return &part;
        return nullptr;
    }
    if (event.kind == Kind::Reasoning || event.kind == Kind::Signature) {
        std::int32_t index = 0;
        for (CollectedPart &part : choice.parts)
            if ((part.kind == Kind::Reasoning || part.kind == Kind::Encrypted)
                && index++ == event.index)
                return &part;
        return nullptr;
    }
    if (choice.parts.empty() || choice.parts.back().kind != event.kind)
        return nullptr;
    return event.kind == Kind::Text || event.kind == Kind::Refusal ? &choice.parts.back() : nullptr;
}

} // namespace

AnswerDecoder::~AnswerDecoder() = default;

AnswerDecoder::Progress AnswerDecoder::broke(WireFault fault, std::string message,
                                             std::string_view errorObject)
{
    if (m_break.fault == WireFault::None)
        m_break = {
            .fault = fault, .message = std::move(message), .errorObject = std::string(errorObject)};
    return Progress::Broken;
}

void AnswerCollector::take(const AnswerEvent &event)
{
    const auto number = static_cast<std::size_t>(event.choice);
    if (number >= m_choices.size())
        m_choices.resize(number + 1);
    CollectedChoice &choice = m_choices[number];
    switch (event.kind) {
    case Kind::Finish: choice.finish = event.finish; return;
    case Kind::Annotation: choice.annotations.emplace_back(event.json); return;
    case Kind::Logprobs: choice.logprobs = event.json; return;
    case Kind::Audio: choice.audio = event.json; return;
    default: break;
    }
    CollectedPart *part = continued(choice, event);
    if (!part) {
        part = &choice.parts.emplace_back();
        part->kind = event.kind == Kind::Signature ? Kind::Reasoning : event.kind;
        part->isSummary = event.isSummary;
        part->isCustom = event.isCustom;
        part->family = event.family;
    }
    appendInner(part->text, event.text);
    appendInner(part->id, event.id);
    appendInner(part->name, event.name);
    appendInner(part->signature, event.signature);
    appendInner(part->encrypted, event.encrypted);
}

} // namespace turnpike
