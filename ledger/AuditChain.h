// SPDX-License-Identifier: GPL-3.0-or-later
// The hash chain of the audit log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// The fields of an audit_event row, in the order in which they are hashed: that of the schema.
struct AuditFields
{
    std::int64_t id = 0;
    std::int64_t atUs = 0;
    std::string_view actor;
    std::string_view action;
    std::string_view subject;
    std::string_view before;
    std::string_view after;
    std::string_view previousHash; ///< `hash` of the event before; auditChainStart for the first.
};

/// previousHash of the first event: 64 zeros.
inline constexpr std::string_view auditChainStart
    = "0000000000000000000000000000000000000000000000000000000000000000";

/// 64 lowercase hex digits: SHA-256 over each field's length (8 bytes, little-endian) and bytes;
/// integers are hashed as their decimal text. The previous hash comes last.
std::string auditHash(const AuditFields &fields);

} // namespace turnpike
