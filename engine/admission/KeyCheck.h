// SPDX-License-Identifier: GPL-3.0-or-later
// Who is asking: from the credential headers to the key of the policy snapshot.
#pragma once

#include "core/Policy.h"
#include "engine/http/Message.h"

#include <string_view>

namespace turnpike {

enum class KeyProblem : std::uint8_t { None, Missing, Malformed, Unknown, Disabled, Expired };

struct KeyFinding
{
    const KeyPolicy *key = nullptr; ///< Points into the snapshot; null unless problem is None.
    KeyProblem problem = KeyProblem::Missing;
};

/// SHA-256 of the whole secret.
KeyHash hashKey(std::string_view secret);

/// Reads `Authorization: Bearer` and `x-api-key`. When both are there, the one with our prefix
/// counts: tools often carry a stray vendor key beside ours (data-plane 2.8).
KeyFinding identifyKey(const http::Headers &headers, const PolicySnapshot &policy,
                       std::int64_t nowUs);

/// The sentence for a problem; says what to do and never quotes the credential.
std::string_view sentence(KeyProblem problem);

} // namespace turnpike
