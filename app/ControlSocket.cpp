// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ControlSocket.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike {

namespace {

constexpr std::size_t maxResultBytes = 1U << 30U;
constexpr std::chrono::milliseconds clientStall{30'000};

} // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::listen(const QString &path, Handler handler,
                                                             ControlSocketOptions options)
{
    TRY_ASSIGN(UniqueFd listener, listenLocally(path));
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The control socket needs more open files than are allowed."));
    return std::unique_ptr<ControlSocket>(new ControlSocket(path, std::move(listener),
                                                            UniqueFd(ends[0]), UniqueFd(ends[1]),
                                                            std::move(handler), options));
}

ControlSocket::ControlSocket(QString path, UniqueFd listener, UniqueFd wakeReader,
                             UniqueFd wakeWriter, Handler handler, ControlSocketOptions options)
    : m_path(std::move(path))
    , m_listener(std::move(listener))
    , m_wakeReader(std::move(wakeReader))
    , m_wakeWriter(std::move(wakeWriter))
    , m_handler(std::move(handler))
    , m_options(options)
    , m_thread([this] { accept(); })
{}

ControlSocket::~ControlSocket()
{
    ::unlink(QFile::encodeName(m_path).constData());
    m_wakeWriter.close();
    m_thread.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &connection : m_connections)
            ::shutdown(connection->fd.value(), SHUT_RD);
    }
    // Only the accepting thread changed the list, and it has ended.
    for (const auto &connection : m_connections)
        connection->thread.join();
}

void ControlSocket::accept()
{
    for (;;) {
        pollfd entries[] = {{m_listener.value(), POLLIN, 0}, {m_wakeReader.value(), POLLIN, 0}};
        if (::poll(entries, 2, -1) < 0 && errno != EINTR)
            return;
        if (entries[1].revents != 0)
            return;
        if ((entries[0].revents & POLLIN) == 0)
            continue;
        UniqueFd fd(::accept4(m_listener.value(), nullptr, nullptr, SOCK_CLOEXEC));
        reap();
        if (!fd.isOpen() || m_connections.size() >= m_options.maxConnections)
            continue;
        auto connection = std::make_unique<Connection>();
        connection->fd = std::move(fd);
        Connection *raw = connection.get();
        raw->thread = std::thread([this, raw] {
            serve(raw->fd.value());
            const std::lock_guard lock(m_mutex);
            raw->isDone = true;
        });
        const std::lock_guard lock(m_mutex);
        m_connections.push_back(std::move(connection));
    }
}

void ControlSocket::reap()
{
    std::vector<std::unique_ptr<Connection>> ended;
    {
        const std::lock_guard lock(m_mutex);
        const auto first
            = std::stable_partition(m_connections.begin(), m_connections.end(),
                                    [](const auto &connection) { return !connection->isDone; });
        std::move(first, m_connections.end(), std::back_inserter(ended));
        m_connections.erase(first, m_connections.end());
    }
    for (const auto &connection : ended)
        connection->thread.join();
}

void ControlSocket::serve(int fd)
{
    try {
        const QByteArray line = toLine(answer(fd));
        // A client that left does not want its answer; there is nobody to tell.
        (void)writeAll(fd, line, m_options.writeStall).has_value();
    } catch (const std::exception &problem) {
        qCritical("control socket: %s", problem.what());
    }
    ::shutdown(fd, SHUT_RDWR);
}

VerbResult ControlSocket::answer(int fd)
{
    const std::optional<uid_t> user = peerUser(fd);
    if (!user || (*user != ::geteuid() && *user != 0))
        return failed({ErrorCode::Forbidden,
                       QStringLiteral("Only the user who runs the owner of this ledger may use its "
                                      "control socket."),
                       {}},
                      false);
    const Result<QByteArray> line
        = readLine(fd, m_options.maxRequestBytes, m_options.requestTimeout);
    if (!line)
        return failed(line.error(), false);
    const Result<ControlCommand> command
        = parseCommand({line->constData(), static_cast<std::size_t>(line->size())});
    if (!command)
        return failed(command.error(), false);
    return m_handler(userName(*user), *command);
}

Result<VerbResult> askOwner(const QString &path, const ControlCommand &command)
{
    TRY_ASSIGN(const UniqueFd fd, connectLocally(path));
    // An owner that refuses a command early stops reading it; its answer says why.
    const Result<> sent = writeAll(fd.value(), toLine(command), clientStall);
    if (!sent && sent.error().code == ErrorCode::Timeout)
        return tl::unexpected(sent.error());
    // No time limit: a verify of a large ledger takes what it takes, and an owner that dies ends
    // the connection.
    const Result<QByteArray> line = readLine(fd.value(), maxResultBytes, std::nullopt);
    if (!line)
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The owner of the ledger ended before it answered; whether the "
                                   "command was carried out is not known."));
    return parseResult({line->constData(), static_cast<std::size_t>(line->size())});
}

QString userName(uid_t user)
{
    passwd entry{};
    passwd *found = nullptr;
    char buffer[4096];
    if (::getpwuid_r(user, &entry, buffer, sizeof buffer, &found) != 0 || !found)
        return QString::number(user);
    return QString::fromLocal8Bit(entry.pw_name);
}

} // namespace turnpike
