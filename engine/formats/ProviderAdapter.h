// SPDX-License-Identifier: GPL-3.0-or-later
// One format that providers speak. Stateless, no I/O; one object each, used on every thread.
#pragma once

#include "core/Policy.h"
#include "engine/formats/Answer.h"
#include "engine/formats/Conversation.h"
#include "engine/wire/ClientRequest.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace turnpike {

/// Where a conversation goes: what its body must say.
struct EncodeTarget
{
    std::string_view model = {}; ///< The endpoint's own name for it.
    /// The client's limit or what a hard budget leaves, whichever is less; nothing: none was told.
    std::optional<std::int64_t> maxOutput = {};
    std::int64_t endpointMaxOutput = 0; ///< What the endpoint can at most; 0 unknown.
    bool isStreaming = false;
    /// Parameters that the endpoint takes, by the catalogue's names; empty: unknown.
    std::span<const std::string> supported = {};
    /// Where a server of chat completions reads back what its model thought.
    ReasoningField reasoningField = ReasoningField::None;

    bool takes(std::string_view parameter) const
    {
        return std::find(supported.begin(), supported.end(), parameter) != supported.end();
    }
};

class ProviderAdapter
{
public:
    using Headers = std::vector<std::pair<std::string_view, std::string>>;

    virtual ~ProviderAdapter() = default;

    /// The client API that passes to this format byte for byte; nothing: none does.
    virtual std::optional<ApiType> twin() const = 0;
    /// Below the provider's base path, query included: "/chat/completions",
    /// "/models/gemini-3-pro:streamGenerateContent?alt=sse".
    virtual std::string path(std::string_view model, bool isStreaming) const = 0;
    /// Name of the credential's header and what stands before it: {"Authorization", "Bearer "}.
    virtual std::pair<std::string_view, std::string_view> credentialHeader() const = 0;
    /// Headers besides the credential and those that every request carries; `conversation` is null
    /// when the body passes as it is.
    virtual void addHeaders(const ClientRequest &request, const Conversation *conversation,
                            Headers &headers) const
    {
        static_cast<void>(request);
        static_cast<void>(conversation);
        static_cast<void>(headers);
    }
    /// The body. Errors: 400 naming what this format cannot say, for the client to read; another
    /// endpoint of another format may be able to. May keep texts in the conversation.
    virtual tl::expected<std::string, ApiError> encode(Conversation &conversation,
                                                       const EncodeTarget &target) const = 0;
    /// `choices`: how many were asked for.
    virtual std::unique_ptr<AnswerDecoder> makeDecoder(std::int64_t choices) const = 0;
};

} // namespace turnpike
