// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of a conversation as a generateContent body has them.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/wire/ErrorBody.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace turnpike {

/// Writes `contents` and `systemInstruction`: two roles, neighbours merged, system messages apart.
/// Once.
class GeminiContents
{
public:
    /// Appends to `out`, in which an object is open.
    GeminiContents(Conversation &conversation, std::string_view model, std::string &out);

    /// What cannot be said, if anything; `out` is of no use then.
    std::optional<ApiError> write();

private:
    void member(std::string_view name);
    void raw(std::string_view name, RawJson value);
    void comma();
    void refuse(std::string message);
    void openPart(std::string_view role);
    void closeContent();
    void writeTurns();
    void writeTurn(const Turn &turn);
    void writePart(Turn::Role turnRole, const ContentPart &part, bool isBeforeCall);
    void writeText(std::string_view role, RawJson text, RawJson signature);
    void writeMedia(std::string_view role, const ContentPart &part);
    void writeCall(const ContentPart &call);
    void writeResult(const ContentPart &part);
    void writeResponse(const ContentPart &result);
    bool writeObject(const ContentPart &result);
    void gatherSystem(const Turn &turn);
    void writeSystem();

    Conversation &m_talk;
    bool m_needsSignatures;
    std::string &m_out;
    std::string m_system; ///< Its parts, written.
    std::string_view m_role; ///< Of the content being written; empty: none is.
    bool m_hasCall = false; ///< The content being written holds a call.
    RawJson m_signature; ///< Of reasoning, until the part comes that it belongs to.
    std::unordered_map<RawJson, RawJson> m_callNames; ///< By id.
    std::optional<ApiError> m_error;
};

/// `text` as a JSON string. Made for media: megabytes with nothing to escape.
void appendMediaText(std::string &out, std::string_view text);

/// {"inlineData":{"mimeType":...,"data":...}}
void appendInlineData(std::string &out, std::string_view mediaType, std::string_view base64);

} // namespace turnpike
