// SPDX-License-Identifier: GPL-3.0-or-later
// An Anthropic provider's answer, decoded.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/messages/AnthropicCourse.h"
#include "engine/formats/messages/AnthropicUsage.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// Blocks of the provider's own servers, and unknown ones, are passed over.
class AnthropicDecoder final : public AnswerDecoder
{
public:
    Progress decode(const sse::Event &event, AnswerSink &sink) override;
    Progress end(AnswerSink &sink) override;
    Progress decodeWhole(std::string_view body, AnswerSink &sink) override;

private:
    Progress take(AnswerSink &sink);
    Progress complete(AnswerSink &sink);
    void startBlock(const AnthropicBlock &block, AnswerSink &sink);
    void takeDelta(const AnthropicDelta &delta, AnswerSink &sink);
    void stopBlock(AnswerSink &sink);
    void emitCitation(RawJson citation, AnswerSink &sink);
    void takeUsage(std::string_view usage, AnthropicUsage::Stage stage);

    AnthropicCourse m_course;
    AnthropicUsage m_told;
    AnthropicEvent m_event; ///< At hand.
    std::string m_flat; ///< Data of several lines, made one.
    std::string m_signature; ///< Of the open thinking block; inside of a token.
    AnthropicBlock::Kind m_kind = AnthropicBlock::Kind::Other;
    bool m_isOpen = false;
    bool m_hasThoughts = false; ///< Of the open thinking block: some were passed on.
    bool m_hasArguments = false; ///< Of the open call: some were passed on.
    bool m_hasTools = false;
    bool m_hasEnded = false;
    std::int32_t m_reasoningIndex = 0; ///< Of the next reasoning part.
    std::int32_t m_toolIndex = 0; ///< Of the next call.
};

} // namespace turnpike
