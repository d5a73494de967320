// SPDX-License-Identifier: GPL-3.0-or-later
// `openrouter_metadata`: how a request was routed, told to the client that asks (data plane 19).
#pragma once

#include "core/Generation.h"
#include "engine/http/Message.h"
#include "engine/routing/RoutePlan.h"
#include "engine/wire/GatheredText.h"

#include <span>
#include <string>
#include <string_view>

namespace turnpike {

/// Whether the request's head opts in, by either spelling of the header.
bool asksForMetadata(const http::Headers &headers);

/// The object. `requested`: the model as the client wrote it; `served`: of the attempt that
/// succeeded, 0 when none did.
std::string routerMetadata(const RoutePlan &plan, std::string_view requested,
                           std::span<const AttemptRecord> attempts, EndpointId served, bool isByok);

/// Into the last event of a stream that AnswerStream::closing() wrote.
void addMetadata(ApiType api, std::string &closing, std::string_view metadata);
/// Into a whole body, an error's too: a member of the outermost object.
GatheredText withMetadata(const GatheredText &body, std::string_view metadata);

} // namespace turnpike
