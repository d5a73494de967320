// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in provider that answers without any key, as the ledger knows it.
#pragma once

#include "core/Result.h"

#include <QString>

namespace turnpike {
class Session;
}

namespace turnpike::Simulator {

/// True for the slugs of the built-in models.
bool owns(const QString &modelSlug);

/// True for the slug of the built-in provider.
bool isProvider(const QString &providerSlug);

/// Writes the provider, its models, endpoints and zero prices where they are missing, so that rows
/// of history can name them. Inside a write transaction.
Result<> seed(Session &session, std::int64_t nowUs);

} // namespace turnpike::Simulator
