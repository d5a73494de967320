// SPDX-License-Identifier: GPL-3.0-or-later
// Content blocks of a Messages request as the parts of a conversation.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/formats/messages/SignatureMark.h"
#include "engine/json/StrictReader.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace turnpike {

/// Reads blocks of one valid body. What no other format can say is refused; the first one counts.
class MessagesBlocks
{
public:
    using Parts = std::vector<ContentPart>;

    /// `talk` keeps texts that no body holds.
    explicit MessagesBlocks(Conversation &talk)
        : m_talk(talk)
    {}

    /// Reads `content` of message `index`, which `json` stands on.
    void readMessage(std::size_t index, json::StrictReader &json, Parts &parts);
    /// Text, or blocks, wherever they stand.
    void readContent(json::StrictReader &json, Parts &parts);
    const std::optional<ApiError> &error() const { return m_error; }

private:
    struct SourceSlices;

    void readBlock(json::StrictReader &json, Parts &parts);
    void addResult(RawJson content, ContentPart &&result, Parts &parts);
    void addReasoning(RawJson text, RawJson marked, bool isEncrypted, Parts &parts);
    void addMedia(const SourceSlices &source, ContentPart &&part, Parts &parts);
    void addBase64(const SourceSlices &source, ContentPart &&part, Parts &parts);
    static SourceSlices readSource(RawJson object);
    void refuse(std::string_view sentence);
    std::string_view word(RawJson string) { return plainText(m_talk, string); }

    Conversation &m_talk;
    /// The call that the next block makes has been signed by this; a block of its own says so.
    SignatureMark m_callMark;
    std::size_t m_message = 0;
    std::size_t m_block = 0;
    std::optional<ApiError> m_error;
};

} // namespace turnpike
