// SPDX-License-Identifier: GPL-3.0-or-later
// Local stream sockets with deadlines, and lines over them.
#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>
#include <sys/types.h>

namespace turnpike {

/// Owns a file descriptor.
class UniqueFd
{
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd)
        : m_fd(fd)
    {}
    UniqueFd(UniqueFd &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {}
    UniqueFd &operator=(UniqueFd &&other) noexcept;
    ~UniqueFd() { close(); }

    int value() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    void close();

private:
    int m_fd = -1;
};

/// Listens at `path` with mode 0600, in place of a socket that a process which is gone left there.
/// Only the owner of the ledger's lock may call it. Errors: Unavailable.
Result<UniqueFd> listenLocally(const QString &path);

/// Errors: NotFound when nobody listens; Unavailable else.
Result<UniqueFd> connectLocally(const QString &path);

/// The user at the other end; nothing when the system does not tell.
std::optional<uid_t> peerUser(int fd);

/// Reads up to the first line feed, which is not part of the result. `within` bounds the whole
/// wait; nothing waits for ever.
/// Errors: Timeout; InvalidArgument for more than `maxBytes`, or an end before the line feed.
Result<QByteArray> readLine(int fd, std::size_t maxBytes,
                            std::optional<std::chrono::milliseconds> within);

/// Errors: Timeout when the peer takes nothing for `stall`; Unavailable when it is gone.
Result<> writeAll(int fd, const QByteArray &bytes, std::chrono::milliseconds stall);

} // namespace turnpike
