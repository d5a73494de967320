// SPDX-License-Identifier: GPL-3.0-or-later
// Which key the assistant gives to tools.
#pragma once

#include "core/Key.h"

#include <QList>

#include <optional>

namespace turnpike::ui {

class SessionSecrets;

/// Of those that are neither disabled nor expired, the newest whose secret is known: only with that
/// can lines be filled in. Else the first of them.
std::optional<Key> toolKey(const QList<Key> &keys, const SessionSecrets &secrets,
                           std::int64_t nowUs);

} // namespace turnpike::ui
