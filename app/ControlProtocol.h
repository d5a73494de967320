// SPDX-License-Identifier: GPL-3.0-or-later
// What travels through DIR/control.sock: one line of JSON each way, then the connection ends.
#pragma once

#include "app/CommandLine.h"
#include "core/Result.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

#include <string_view>

namespace turnpike {

/// A verb to be run by the owner of the ledger:
/// {"version":1,"words":["key","list"],"inputs":{"file":"<base64>"}}. Who asks is not told but
/// seen: the owner takes the peer's user id from the system.
struct ControlCommand
{
    static constexpr int version = 1;
    static constexpr std::size_t maxBytes = 64U << 20U; ///< Of one request line.

    QStringList words; ///< The command line without the program's name.
    QHash<QString, QByteArray> inputs; ///< As Invocation::inputs.
};

/// With the line feed that ends it.
QByteArray toLine(const ControlCommand &command);
/// Errors: InvalidArgument with a sentence that quotes nothing of the line.
Result<ControlCommand> parseCommand(std::string_view line);

/// {"exit":0,"stdout":"...","stderr":"..."}; what is not UTF-8 in the streams is replaced.
QByteArray toLine(const VerbResult &result);
Result<VerbResult> parseResult(std::string_view line);

} // namespace turnpike
