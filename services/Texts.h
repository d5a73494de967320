// SPDX-License-Identifier: GPL-3.0-or-later
// Rules for the texts that people give to things.
#pragma once

#include "core/Result.h"

#include <QString>

namespace turnpike {

/// Trimmed: 1 to 128 characters, none of them a control character.
/// Errors: InvalidArgument with `field`.
Result<QString> checkedName(const QString &name, const QString &field);

/// Trimmed: at most 4,096 characters, control characters other than line breaks refused.
/// Errors: InvalidArgument with `field`.
Result<QString> checkedNote(const QString &note, const QString &field);

} // namespace turnpike
