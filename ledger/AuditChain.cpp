// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/AuditChain.h"

#include "ledger/Sha256.h"

namespace turnpike {

namespace {

void append(std::string &hashed, std::string_view field)
{
    std::uint64_t length = field.size();
    for (int byte = 0; byte < 8; ++byte, length >>= 8U)
        hashed += static_cast<char>(length & 0xffU);
    hashed += field;
}

} // namespace

std::string auditHash(const AuditFields &fields)
{
    std::string hashed;
    append(hashed, std::to_string(fields.id));
    append(hashed, std::to_string(fields.atUs));
    for (const std::string_view field : {fields.actor, fields.action, fields.subject, fields.before,
                                         fields.after, fields.previousHash})
        append(hashed, field);
    return sha256Hex(hashed);
}

} // namespace turnpike
