// SPDX-License-Identifier: GPL-3.0-or-later
// Where a provider listens, from the address that an admin typed.
#pragma once

#include "core/Policy.h"
#include "core/Result.h"

#include <QString>

namespace turnpike {

struct ProviderAddress
{
    Origin origin;
    std::string basePath; ///< "/v1"; no trailing slash, empty for the root.
};

/// http or https, a host, no user, query or fragment.
/// Errors: InvalidArgument (/base_url).
Result<ProviderAddress> parseBaseUrl(const QString &url);

/// "http://host:port" of an HTTP CONNECT proxy. Errors: InvalidArgument (/proxy).
Result<Origin> parseProxyUrl(const QString &url);

} // namespace turnpike
