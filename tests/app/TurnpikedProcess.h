// SPDX-License-Identifier: GPL-3.0-or-later
// The real program on a data folder of its own.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace turnpike {

struct Ran
{
    int exit = -1; ///< -1 when it was killed or did not end.
    QByteArray out;
    QByteArray err;

    QJsonObject json() const;
};

struct HttpAnswer
{
    int status = 0; ///< 0 when none came.
    QByteArray body;
};

/// Runs verbs and a server of one data folder. No keychain, no configuration of the machine.
class TurnpikedProcess
{
public:
    TurnpikedProcess();
    ~TurnpikedProcess();

    /// After serveDemo() that of the demonstration.
    QString data() const;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString write(const QString &name, const QByteArray &content) const;

    /// Runs a verb to its end.
    Ran run(const QStringList &words, const QByteArray &input = {});
    /// Starts `serve --port 0 --json` and waits for its line; false when it ended instead.
    bool serve(const QStringList &more = {});
    /// The same for `serve --demo --json`.
    bool serveDemo();
    /// The line that serve() waited for.
    const QJsonObject &greeting() const { return m_greeting; }
    QString url() const;
    QString firstKey() const;
    qint64 pid() const { return m_server->processId(); }
    /// Sends a signal; what the server printed since and its exit code, when it ended.
    Ran stop(int signal);
    bool signalOnly(int signal) const;
    /// Waits until the server has written `text` to stderr.
    bool says(const QByteArray &text);

    HttpAnswer get(const QString &path, const QString &key);
    HttpAnswer post(const QString &path, const QString &key, const QByteArray &body);

    QProcessEnvironment environment;
    std::function<void()> childModifier; ///< Run in each child before exec.

private:
    void prepare(QProcess &process) const;
    bool startServer(const QStringList &words);
    HttpAnswer exchange(const QByteArray &request);

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_server;
    QJsonObject m_greeting;
    QString m_demoFolder;
    QByteArray m_serverErrors;
};

} // namespace turnpike
