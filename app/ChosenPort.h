// SPDX-License-Identifier: GPL-3.0-or-later
// The port that a first run found free because another program had the usual one.
#pragma once

#include "core/Result.h"

#include <QString>

#include <optional>

namespace turnpike {

/// DIR/port: one line with the number. Tools were told it, so it holds from then on for this data
/// folder, unless the configuration names another.
QString chosenPortFile(const QString &folder);
/// Nothing when there is no such file, or when it holds no port.
std::optional<quint16> chosenPort(const QString &folder);
/// Errors: Unavailable.
Result<> keepChosenPort(const QString &folder, quint16 port);

} // namespace turnpike
