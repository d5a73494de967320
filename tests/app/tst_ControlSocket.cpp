// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ControlSocket.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace turnpike;
using namespace std::chrono_literals;

class ControlSocketTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString path() const { return m_folder.filePath(QStringLiteral("control.sock")); }

    /// Answers with what it was asked.
    static VerbResult echo(const QString &user, const ControlCommand &command)
    {
        return {Exit::NotFound,
                command.words.join(QLatin1Char('|')).toUtf8()
                    + command.inputs.value(QStringLiteral("file")),
                user.toUtf8()};
    }

    std::unique_ptr<ControlSocket> listen(ControlSocket::Handler handler = echo,
                                          ControlSocketOptions options = {})
    {
        auto socket = ControlSocket::listen(path(), std::move(handler), options);
        if (!socket)
            qFatal("%s", qPrintable(socket.error().message));
        return *std::move(socket);
    }

    /// Sends raw bytes and gives the parsed answer.
    Result<VerbResult> send(const QByteArray &bytes)
    {
        TRY_ASSIGN(const UniqueFd fd, connectLocally(path()));
        // The other side may refuse before it has read all of it.
        (void)writeAll(fd.value(), bytes, 2s).has_value();
        ::shutdown(fd.value(), SHUT_WR);
        TRY_ASSIGN(const QByteArray line, readLine(fd.value(), 1 << 20, 5s));
        return parseResult({line.constData(), static_cast<std::size_t>(line.size())});
    }

private Q_SLOTS:
    void aCommandTravelsThereAndItsResultBack()
    {
        const auto socket = listen();
        const QByteArray binary("\0\xff\n{", 4);
        const auto result = askOwner(path(),
                                     {{QStringLiteral("key"), QStringLiteral("naïve \"x\"")},
                                      {{QStringLiteral("file"), "content"}}});
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(result->exit, Exit::NotFound);
        QCOMPARE(result->out, QByteArray("key|naïve \"x\"content"));
        QCOMPARE(result->err, userName(::geteuid()).toUtf8());
        const auto line
            = toLine(ControlCommand{{QStringLiteral("a")}, {{QStringLiteral("b"), binary}}});
        const auto command
            = parseCommand({line.constData(), static_cast<std::size_t>(line.size() - 1)});
        QVERIFY(command);
        QCOMPARE(command->inputs.value(QStringLiteral("b")), binary);
    }

    void onlyTheUserMayReachTheSocket()
    {
        const auto socket = listen();
        const auto permissions = QFileInfo(path()).permissions();
        QVERIFY(!(permissions
                  & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    }

    void anotherUserIsRefused()
    {
        if (::geteuid() != 0)
            QSKIP("needs root to become another user");
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7777)));
        std::atomic<int> calls = 0;
        const auto socket = listen([&calls](const QString &, const ControlCommand &) {
            ++calls;
            return VerbResult{};
        });
        QVERIFY(QFile::setPermissions(path(), QFile::Permissions(0x6666)));
        const pid_t child = ::fork();
        if (child == 0) {
            if (::setresuid(65534, 65534, 65534) != 0)
                ::_exit(9);
            const auto result = askOwner(path(), {{QStringLiteral("verify")}, {}});
            ::_exit(result && result->exit == Exit::Refused ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(calls.load(), 0);
    }

    void aHostileLineGetsAClearError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("mention");
        const auto row = [](const char *name, const QByteArray &bytes, const char *mention) {
            QTest::newRow(name) << bytes << QString::fromLatin1(mention);
        };
        row("not JSON", "GET / HTTP/1.1\r\n\r\n", "not a JSON object");
        row("empty line", "\n", "not a JSON object");
        row("half written", "{\"version\":1,\"wor", "ended within a line");
        row("nothing", "", "ended within a line");
        row("other version", "{\"version\":2,\"words\":[\"verify\"]}\n", "\"version\" must be 1");
        row("no words", "{\"version\":1}\n", "\"words\"");
        row("words of numbers", "{\"version\":1,\"words\":[1]}\n", "texts only");
        row("words without end",
            "{\"version\":1,\"words\":[" + QByteArray("\"a\",").repeated(300) + "\"a\"]}\n",
            "1 to 256");
        row("no base64", "{\"version\":1,\"words\":[\"a\"],\"inputs\":{\"file\":\"*\"}}\n",
            "base64");
        row("deep", QByteArray("[").repeated(5000) + "\n", "not a JSON object");
        row("too long", QByteArray("x").repeated(5000), "longer than 4096 bytes");
        row("bytes", QByteArray("\xff\xfe\0\n", 4), "not a JSON object");
    }

    void aHostileLineGetsAClearError()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, mention);
        const bool isDeep = QByteArray(QTest::currentDataTag()) == "deep";
        const auto socket = listen(echo, {.maxRequestBytes = isDeep ? 8192U : 4096U});
        const auto result = send(bytes);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(result->exit, Exit::Usage);
        QVERIFY2(QString::fromUtf8(result->err).contains(mention), result->err.constData());
        // And the next one is served as if nothing had been.
        const auto next = askOwner(path(), {{QStringLiteral("x")}, {}});
        QVERIFY(next);
    }

    void aSilentClientIsTimedOut()
    {
        const auto socket = listen(echo, {.requestTimeout = 50ms});
        const auto fd = connectLocally(path());
        QVERIFY(fd);
        const auto line = readLine(fd->value(), 4096, 5s);
        QVERIFY(line);
        QVERIFY2(line->contains("did not end in time"), line->constData());
    }

    void aLongCommandHoldsNobodyUp()
    {
        std::atomic<bool> isReleased = false;
        std::atomic<bool> isWaiting = false;
        const auto socket = listen([&](const QString &, const ControlCommand &command) {
            if (command.words.first() == QLatin1String("long")) {
                isWaiting = true;
                isReleased.wait(false);
            }
            return VerbResult{};
        });
        Result<VerbResult> longResult = fail(ErrorCode::Internal, {});
        std::thread client([&] { longResult = askOwner(path(), {{QStringLiteral("long")}, {}}); });
        QTRY_VERIFY(isWaiting);
        QVERIFY(askOwner(path(), {{QStringLiteral("short")}, {}}));
        isReleased = true;
        isReleased.notify_all();
        client.join();
        QVERIFY(longResult);
    }

    void nobodyListeningIsNotFound()
    {
        listen().reset();
        const auto result = askOwner(path(), {{QStringLiteral("x")}, {}});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::NotFound);
    }

    void aSocketThatWasLeftBehindIsReplaced()
    {
        UniqueFd dead = *listenLocally(path());
        dead.close();
        QVERIFY(QFileInfo::exists(path()));
        const auto socket = listen();
        QVERIFY(askOwner(path(), {{QStringLiteral("x")}, {}}));
    }

    void aPathThatIsTooLongIsSaid()
    {
        const auto socket
            = ControlSocket::listen(m_folder.filePath(QString(120, QLatin1Char('x'))), echo);
        QVERIFY(!socket);
        QVERIFY(socket.error().message.contains(QLatin1String("too long for a socket")));
    }

    void anOwnerThatDiesIsNotAnAnswer()
    {
        UniqueFd listener = *listenLocally(path());
        std::thread owner([&] {
            const UniqueFd fd(::accept(listener.value(), nullptr, nullptr));
            (void)readLine(fd.value(), 1 << 20, 5s).has_value();
        });
        const auto result = askOwner(path(), {{QStringLiteral("x")}, {}});
        owner.join();
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(ControlSocketTest)
#include "tst_ControlSocket.moc"
