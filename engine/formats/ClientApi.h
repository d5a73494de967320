// SPDX-License-Identifier: GPL-3.0-or-later
// One API that clients speak to the gateway. Stateless; one object each, used on every thread.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/Conversation.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/ClientRequest.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

class ClientApi
{
public:
    virtual ~ClientApi() = default;

    virtual ApiType type() const = 0;
    virtual ErrorFormat errorFormat() const = 0;
    /// What keeps a waiting client's stream awake: bytes of a whole, meaningless event.
    virtual std::string_view keepAlive() const { return ": OPENROUTER PROCESSING\n\n"; }

    /// The strict reading that policy works from. Errors are 400 `invalid_request` naming the
    /// member by its JSON pointer.
    virtual tl::expected<ClientRequest, ApiError> read(std::string_view body,
                                                       const ReadLimits &limits = {}) const = 0;
    /// The same body for a provider of another format. `request` was read from it, so the body is
    /// valid JSON with unique names where we look. Errors: 400 for what no other format can say.
    virtual tl::expected<Conversation, ApiError> converse(const ClientRequest &request) const = 0;
    /// `request` is valid during the call only: the encoder copies what it needs.
    virtual std::unique_ptr<AnswerEncoder> makeEncoder(const ClientRequest &request,
                                                       AnswerNames names) const = 0;
    virtual std::string wholeBody(const AnswerCollector &answer, const ClientRequest &request,
                                  const AnswerNames &names, const UsageFigures &figures) const = 0;

    // The provider speaks the same API: bytes pass, watched by the format's state machine.

    virtual std::unique_ptr<AnswerStream> passStream(AnswerNames names,
                                                     std::int64_t choices) const = 0;
    virtual tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
    passWhole(std::string_view body, const AnswerNames &names) const = 0;
    /// The member that limits output, put in where hard limits need one and the client told none.
    virtual std::string_view limitMember() const { return "max_tokens"; }
};

} // namespace turnpike
