// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/TurnpikedProcess.h"

#include <QFile>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QUrl>

#include <csignal>

namespace turnpike {

namespace {

constexpr int patienceMs = 60'000;

} // namespace

QJsonObject Ran::json() const
{
    return QJsonDocument::fromJson(out).object();
}

TurnpikedProcess::TurnpikedProcess()
    : environment(QProcessEnvironment::systemEnvironment())
{
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("config")));
    environment.insert(QStringLiteral("XDG_DATA_HOME"), path(QStringLiteral("share")));
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                       QStringLiteral("unix:path=/nonexistent/bus"));
    for (const char *name : {"JOURNAL_STREAM", "NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY",
                             "TURNPIKE_MASTER_KEY", "TURNPIKE_KILL_AT", "TURNPIKE_CONFIG"})
        environment.remove(QString::fromLatin1(name));
}

TurnpikedProcess::~TurnpikedProcess()
{
    if (m_server && m_server->state() != QProcess::NotRunning) {
        m_server->kill();
        m_server->waitForFinished(patienceMs);
    }
}

QString TurnpikedProcess::data() const
{
    return m_demoFolder.isEmpty() ? m_folder.filePath(QStringLiteral("data")) : m_demoFolder;
}

QString TurnpikedProcess::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        || file.write(content) != content.size()
        || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

void TurnpikedProcess::prepare(QProcess &process) const
{
    process.setProgram(QStringLiteral(TURNPIKED_PATH));
    process.setProcessEnvironment(environment);
    if (childModifier)
        process.setChildProcessModifier(childModifier);
}

Ran TurnpikedProcess::run(const QStringList &words, const QByteArray &input)
{
    QProcess process;
    prepare(process);
    process.setArguments(words + QStringList{QStringLiteral("--data"), data()});
    process.start();
    process.write(input);
    process.closeWriteChannel();
    const bool isEnded = process.waitForFinished(patienceMs);
    const bool isNormal = isEnded && process.exitStatus() == QProcess::NormalExit;
    return {isNormal ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

bool TurnpikedProcess::serve(const QStringList &more)
{
    return startServer(
        QStringList{QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--data"), data()}
        + more);
}

bool TurnpikedProcess::serveDemo()
{
    const bool isServing = startServer({QStringLiteral("--demo")});
    m_demoFolder = m_greeting.value(QLatin1String("data")).toString();
    return isServing;
}

bool TurnpikedProcess::startServer(const QStringList &words)
{
    m_server = std::make_unique<QProcess>();
    prepare(*m_server);
    m_server->setArguments(QStringList{QStringLiteral("serve"), QStringLiteral("--json")} + words);
    m_serverErrors.clear();
    m_server->start();
    QByteArray line;
    while (!line.contains('\n') && m_server->waitForReadyRead(patienceMs))
        line += m_server->readAllStandardOutput();
    m_greeting = QJsonDocument::fromJson(line).object();
    return m_greeting.contains(QLatin1String("url"));
}

QString TurnpikedProcess::url() const
{
    return m_greeting.value(QLatin1String("url")).toString();
}

QString TurnpikedProcess::firstKey() const
{
    return m_greeting.value(QLatin1String("first_key"))
        .toObject()
        .value(QLatin1String("secret"))
        .toString();
}

bool TurnpikedProcess::signalOnly(int signal) const
{
    return ::kill(static_cast<pid_t>(pid()), signal) == 0;
}

bool TurnpikedProcess::says(const QByteArray &text)
{
    m_serverErrors += m_server->readAllStandardError();
    m_server->setReadChannel(QProcess::StandardError);
    while (!m_serverErrors.contains(text) && m_server->waitForReadyRead(patienceMs))
        m_serverErrors += m_server->readAllStandardError();
    return m_serverErrors.contains(text);
}

Ran TurnpikedProcess::stop(int signal)
{
    if (m_server->state() != QProcess::NotRunning && !signalOnly(signal))
        return {};
    const bool isEnded
        = m_server->state() == QProcess::NotRunning || m_server->waitForFinished(patienceMs);
    const bool isNormal = isEnded && m_server->exitStatus() == QProcess::NormalExit;
    return {isNormal ? m_server->exitCode() : -1, m_server->readAllStandardOutput(),
            m_serverErrors + m_server->readAllStandardError()};
}

HttpAnswer TurnpikedProcess::get(const QString &path, const QString &key)
{
    return exchange("GET " + path.toUtf8()
                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key.toUtf8()
                    + "\r\nConnection: close\r\n\r\n");
}

HttpAnswer TurnpikedProcess::post(const QString &path, const QString &key, const QByteArray &body)
{
    return exchange("POST " + path.toUtf8()
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      "Authorization: Bearer "
                    + key.toUtf8() + "\r\nContent-Length: " + QByteArray::number(body.size())
                    + "\r\nConnection: close\r\n\r\n" + body);
}

HttpAnswer TurnpikedProcess::exchange(const QByteArray &request)
{
    const QUrl address(url());
    QTcpSocket socket;
    socket.connectToHost(address.host(), static_cast<quint16>(address.port()));
    if (!socket.waitForConnected(patienceMs))
        return {};
    socket.write(request);
    QByteArray answer;
    while (socket.waitForReadyRead(patienceMs))
        answer += socket.readAll();
    const qsizetype end = answer.indexOf("\r\n\r\n");
    return {answer.mid(9, 3).toInt(), end < 0 ? QByteArray() : answer.sliced(end + 4)};
}

} // namespace turnpike
