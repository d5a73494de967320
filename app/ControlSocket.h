// SPDX-License-Identifier: GPL-3.0-or-later
// DIR/control.sock: how other processes of the same user run verbs in the owner of the ledger.
#pragma once

#include "app/CommandLine.h"
#include "app/ControlProtocol.h"
#include "app/UnixSocket.h"
#include "core/Result.h"

#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike {

struct ControlSocketOptions
{
    std::chrono::milliseconds requestTimeout{10'000}; ///< For a whole request line.
    std::chrono::milliseconds writeStall{30'000};
    std::size_t maxRequestBytes = ControlCommand::maxBytes;
    std::size_t maxConnections = 32; ///< One more is closed at once.
};

/// Accepts on a thread of its own and runs each command on another, so that a long verify holds
/// nobody up. Destruction stops accepting, ends the reading of commands and joins what runs.
class ControlSocket
{
public:
    /// Runs a command for an operating-system user. Called on any number of threads at once.
    using Handler = std::function<VerbResult(const QString &osUser, const ControlCommand &)>;

    /// Errors: Unavailable.
    static Result<std::unique_ptr<ControlSocket>> listen(const QString &path, Handler handler,
                                                         ControlSocketOptions options = {});
    ~ControlSocket();

private:
    ControlSocket(QString path, UniqueFd listener, UniqueFd wakeReader, UniqueFd wakeWriter,
                  Handler handler, ControlSocketOptions options);
    void accept();
    void serve(int fd);
    VerbResult answer(int fd);
    void reap();

    struct Connection
    {
        UniqueFd fd;
        std::thread thread;
        bool isDone = false;
    };

    QString m_path;
    UniqueFd m_listener;
    UniqueFd m_wakeReader;
    UniqueFd m_wakeWriter;
    Handler m_handler;
    ControlSocketOptions m_options;
    std::mutex m_mutex; ///< Of m_connections.
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::thread m_thread;
};

/// The client's side: sends a command to the owner and waits for its result.
/// Errors: NotFound when no owner listens; Unavailable when it went away.
Result<VerbResult> askOwner(const QString &path, const ControlCommand &command);

/// The name of a user of this system, or its number as text.
QString userName(uid_t user);

} // namespace turnpike
