// SPDX-License-Identifier: GPL-3.0-or-later
// Base URLs that an administrator completes: "https://{resource}.openai.azure.com/openai/v1".
#pragma once

#include "core/Result.h"

#include <QString>

namespace turnpike {

/// The name in braces; empty when the address is whole. No host has braces: an address that still
/// has its part open is refused wherever addresses are checked.
QString openPartOf(const QString &baseUrl);

/// `baseUrl` with its open part replaced. `value` is a name as it stands in a host (letters,
/// digits, dashes), or an address or host that has it at this place, as portals show it.
/// Errors: InvalidArgument (/base_url).
Result<QString> filledBaseUrl(const QString &baseUrl, const QString &value);

} // namespace turnpike
