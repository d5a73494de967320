// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/UnixSocket.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace turnpike {

namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

QString systemText()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

std::optional<sockaddr_un> addressOf(const QString &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray bytes = QFile::encodeName(path);
    if (static_cast<std::size_t>(bytes.size()) >= sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path, bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return address;
}

tl::unexpected<Error> tooLong(const QString &path)
{
    return fail(ErrorCode::Unavailable,
                QStringLiteral("The path %1 is too long for a socket (107 bytes at most); choose "
                               "a data folder with a shorter path.")
                    .arg(path));
}

/// The rest until `deadline` as poll() wants it; -1 without one.
int restOf(const std::optional<Steady::time_point> &deadline)
{
    if (!deadline)
        return -1;
    const auto rest = std::chrono::duration_cast<milliseconds>(*deadline - Steady::now()).count();
    return rest > 0 ? static_cast<int>(rest) + 1 : 0;
}

/// True when the descriptor is ready, false when time is over.
bool waitFor(int fd, short events, const std::optional<Steady::time_point> &deadline)
{
    pollfd entry{fd, events, 0};
    for (;;) {
        const int ready = ::poll(&entry, 1, restOf(deadline));
        if (ready > 0)
            return true;
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

} // namespace

UniqueFd &UniqueFd::operator=(UniqueFd &&other) noexcept
{
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

void UniqueFd::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

Result<UniqueFd> listenLocally(const QString &path)
{
    const std::optional<sockaddr_un> address = addressOf(path);
    if (!address)
        return tooLong(path);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto *generic = reinterpret_cast<const sockaddr *>(&*address);
    // Made before bind() shows the socket: nobody else can connect in between.
    ::unlink(address->sun_path);
    if (!fd.isOpen() || ::fchmod(fd.value(), 0600) != 0
        || ::bind(fd.value(), generic, sizeof *address) != 0
        || ::chmod(address->sun_path, 0600) != 0 || ::listen(fd.value(), 16) != 0)
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("The control socket %1 cannot be made: %2.").arg(path, systemText()));
    return fd;
}

Result<UniqueFd> connectLocally(const QString &path)
{
    const std::optional<sockaddr_un> address = addressOf(path);
    if (!address)
        return tooLong(path);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd.isOpen()
        && ::connect(fd.value(), reinterpret_cast<const sockaddr *>(&*address), sizeof *address)
            == 0)
        return fd;
    const bool isAbsent = errno == ENOENT || errno == ECONNREFUSED;
    return fail(
        isAbsent ? ErrorCode::NotFound : ErrorCode::Unavailable,
        QStringLiteral("The control socket %1 cannot be reached: %2.").arg(path, systemText()));
}

std::optional<uid_t> peerUser(int fd)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return {};
    return peer.uid;
}

Result<QByteArray> readLine(int fd, std::size_t maxBytes, std::optional<milliseconds> within)
{
    std::optional<Steady::time_point> deadline;
    if (within)
        deadline = Steady::now() + *within;
    QByteArray line;
    char buffer[16384];
    for (;;) {
        if (!waitFor(fd, POLLIN, deadline))
            return fail(ErrorCode::Timeout,
                        QStringLiteral("The line did not end in time on the control socket."));
        const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(ErrorCode::InvalidArgument,
                        QStringLiteral("The control socket's connection ended within a line."));
        const void *end = std::memchr(buffer, '\n', static_cast<std::size_t>(got));
        const auto taken = end ? static_cast<const char *>(end) - buffer : got;
        if (static_cast<std::size_t>(line.size() + taken) > maxBytes)
            return fail(ErrorCode::InvalidArgument,
                        QStringLiteral("The line on the control socket is longer than %1 bytes.")
                            .arg(maxBytes));
        line.append(buffer, taken);
        if (end)
            return line;
    }
}

Result<> writeAll(int fd, const QByteArray &bytes, milliseconds stall)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        if (!waitFor(fd, POLLOUT, Steady::now() + stall))
            return fail(ErrorCode::Timeout,
                        QStringLiteral("The other end of the control socket takes nothing."));
        const ssize_t sent
            = ::send(fd, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done),
                     MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (sent < 0)
            return fail(ErrorCode::Unavailable,
                        QStringLiteral("The other end of the control socket is gone."));
        done += sent;
    }
    return {};
}

} // namespace turnpike
