// SPDX-License-Identifier: GPL-3.0-or-later
// The providers that the program knows by itself, with their models and prices.
#pragma once

#include "core/Result.h"

#include <functional>
#include <memory>

class QObject;

namespace turnpike {
struct CatalogueFile;
}

namespace turnpike::ui {

using KnownProviders = std::shared_ptr<const CatalogueFile>;

/// Reads the catalogue once for the program, off this thread. `done` is called on this thread, from
/// the event loop, unless `context` is gone by then.
void withKnownProviders(QObject *context, std::function<void(const Result<KnownProviders> &)> done);

} // namespace turnpike::ui
