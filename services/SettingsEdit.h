// SPDX-License-Identifier: GPL-3.0-or-later
// What a settings file says after lines of ours were put into it.
#pragma once

#include "core/FileEdit.h"
#include "core/Result.h"

#include <QString>

namespace turnpike {

/// `before` with `lines` put in, all of which stays that is not ours; the same again when they are
/// there already. `mark` names the lines of a Block: a second Block of that name replaces the
/// first. Ends with a line end.
/// Errors: Conflict when `before` cannot be understood well enough to change nothing else in it;
/// InvalidArgument for FileEdit::None.
Result<QString> editedSettings(FileEdit edit, const QString &mark, const QString &before,
                               const QString &lines);

} // namespace turnpike
