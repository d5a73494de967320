// SPDX-License-Identifier: GPL-3.0-or-later
// The data folder of --demo: a temporary one, never the user's own.
#pragma once

#include "app/Settings.h"
#include "core/Key.h"
#include "core/Result.h"

#include <QString>
#include <QTemporaryDir>

#include <atomic>
#include <memory>

namespace turnpike {

class Clock;

/// Removed with this object, so after everything that uses it. A program that is killed leaves it
/// in the temporary folder of the system.
class DemoFolder
{
public:
    /// Errors: Unavailable when there is no room for temporary files.
    static Result<std::unique_ptr<DemoFolder>> make();

    QString path() const { return m_folder.path(); }
    /// Names this folder and, unless a port was given on the command line, a free port: a gateway
    /// of the user's own may have the usual one.
    void putInto(LoadedSettings::Sources &sources) const;

    /// Makes the ledger, and its master key in a file beside it, so that no keychain keeps anything
    /// of it. The key to send requests with. Blocks for seconds; any thread.
    /// Errors: those of makeDemoLedger(). Then it may be tried again.
    Result<IssuedKey> fill(const Clock &clock);
    bool isFilled() const { return m_isFilled; }
    /// Before the end of a program that does not come to its destruction.
    void remove() { m_folder.remove(); }

private:
    explicit DemoFolder(const QString &pattern);

    QTemporaryDir m_folder;
    std::atomic<bool> m_isFilled = false;
};

} // namespace turnpike
