// SPDX-License-Identifier: GPL-3.0-or-later
// The lock of a data folder, for what happens while its ledger is not open.
#pragma once

#include "app/UnixSocket.h"
#include "core/Result.h"

#include <QString>

#include <optional>
#include <sys/types.h>

namespace turnpike {

/// Holds DIR/lock, the same lock that an open ledger holds, until it is destroyed.
class FolderLock
{
public:
    /// Errors: Conflict when another process has it; Unavailable.
    static Result<FolderLock> take(const QString &folder);

private:
    explicit FolderLock(UniqueFd fd)
        : m_fd(std::move(fd))
    {}

    UniqueFd m_fd;
};

/// The process that holds DIR/lock, as far as the system tells.
std::optional<pid_t> lockHolder(const QString &folder);

} // namespace turnpike
