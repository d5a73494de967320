// SPDX-License-Identifier: GPL-3.0-or-later
// Settings put into a TOML file line by line, so that comments and layout stay.
#pragma once

#include "core/Result.h"

#include <QString>

namespace turnpike {

/// `before` with the settings of `lines` in it: plain keys of one line, each in its table. A key
/// that is there gets the new value in its place and keeps its comment; others come behind the last
/// key of their table, a new table at the end.
/// Errors: Conflict when `before` is no TOML that can be followed, or says the same in another way
/// (inline tables, dotted keys, values of several lines).
Result<QString> withToml(const QString &before, const QString &lines);

} // namespace turnpike
