// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/CommandLine.h"

#include <QSet>
#include <QTest>

using namespace turnpike;

class CommandLineTest final : public QObject
{
    Q_OBJECT

private:
    static CommandLine::Parsed parse(const char *line)
    {
        const QString text = QString::fromUtf8(line);
        return CommandLine::parse(text.isEmpty() ? QStringList() : text.split(QLatin1Char(' ')));
    }

private Q_SLOTS:
    void aVerbIsUnderstood_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QString>("first");
        QTest::newRow("one word") << QStringLiteral("verify") << QStringLiteral("verify")
                                  << QString();
        QTest::newRow("two words") << QStringLiteral("key create ci")
                                   << QStringLiteral("key create") << QStringLiteral("ci");
        QTest::newRow("options before") << QStringLiteral("key create --limit 5 ci")
                                        << QStringLiteral("key create") << QStringLiteral("ci");
        QTest::newRow("standard input")
            << QStringLiteral("apply -") << QStringLiteral("apply") << QStringLiteral("-");
        QTest::newRow("after a double dash")
            << QStringLiteral("key create -- --odd") << QStringLiteral("key create")
            << QStringLiteral("--odd");
    }

    void aVerbIsUnderstood()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, verb);
        QFETCH(const QString, first);
        const auto parsed = parse(line.toUtf8().constData());
        QVERIFY2(parsed.invocation, parsed.immediate.err.constData());
        QCOMPARE(QString::fromLatin1(parsed.invocation->verb->name), verb);
        QCOMPARE(parsed.invocation->argument(0), first);
    }

    void optionsAreRead()
    {
        const auto parsed
            = parse("key create ci --limit=5.5 --reset daily --management --json --data /d");
        QVERIFY(parsed.invocation);
        const Invocation &invocation = *parsed.invocation;
        QCOMPARE(invocation.value("limit"), QStringLiteral("5.5"));
        QCOMPARE(invocation.value("reset"), QStringLiteral("daily"));
        QCOMPARE(invocation.value("expires", QStringLiteral("never")), QStringLiteral("never"));
        QVERIFY(invocation.has("management"));
        QVERIFY(invocation.wantsJson);
        QCOMPARE(parsed.settings.size(), 1);
        QCOMPARE(parsed.settings[0].first, QStringLiteral("data"));
        QCOMPARE(parsed.settings[0].second, QStringLiteral("/d"));
    }

    void serveOptionsBecomeSettings()
    {
        const auto parsed = parse("serve --port 0 --threads 2 --set engine.max_headers=20");
        QVERIFY2(parsed.invocation, parsed.immediate.err.constData());
        QHash<QString, QString> settings;
        for (const auto &[key, value] : parsed.settings)
            settings[key] = value;
        QCOMPARE(settings[QStringLiteral("listen.port")], QStringLiteral("0"));
        QCOMPARE(settings[QStringLiteral("engine.threads")], QStringLiteral("2"));
        QCOMPARE(settings[QStringLiteral("engine.max_headers")], QStringLiteral("20"));
    }

    void aMistakeIsUsage_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("mention");
        const auto row = [](const char *line, const char *mention) {
            QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(mention);
        };
        row("", "Usage:");
        row("fly", "there is no verb \"fly\"");
        row("key", "needs one of: create, list");
        row("key destroy", "needs one of");
        row("key create", "needs NAME");
        row("key create a b", "one argument too many");
        row("verify --fast", "fast");
        row("serve --set nonsense", "KEY=VALUE");
        row("serve --port", "port");
    }

    void aMistakeIsUsage()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, mention);
        const auto parsed = parse(line.toUtf8().constData());
        QVERIFY(!parsed.invocation);
        QCOMPARE(parsed.immediate.exit, Exit::Usage);
        QVERIFY(parsed.immediate.out.isEmpty());
        QVERIFY2(parsed.immediate.err.contains(mention.toUtf8()), parsed.immediate.err.constData());
    }

    void everyVerbHasHelp()
    {
        QSet<QString> names;
        const QByteArray overview = CommandLine::help();
        for (const VerbSpec &verb : CommandLine::verbs()) {
            const QString name = QString::fromLatin1(verb.name);
            QVERIFY2(!names.contains(name), verb.name);
            names.insert(name);
            QVERIFY2(overview.contains(QByteArray("\n  ") + verb.name), verb.name);
            const auto parsed
                = CommandLine::parse(name.split(QLatin1Char(' ')) << QStringLiteral("--help"));
            QCOMPARE(parsed.immediate.exit, Exit::Ok);
            QVERIFY(parsed.immediate.err.isEmpty());
            for (const OptionSpec &option : verb.options)
                QVERIFY2(parsed.immediate.out.contains(QByteArray("--") + option.name),
                         option.name);
        }
    }

    void aGroupOfVerbsHasHelp()
    {
        const auto parsed = parse("key --help");
        QCOMPARE(parsed.immediate.exit, Exit::Ok);
        QVERIFY(parsed.immediate.err.isEmpty());
        QVERIFY(parsed.immediate.out.contains("\n  key create"));
        QVERIFY(!parsed.immediate.out.contains("provider"));
        QCOMPARE(parse("fly --help").immediate.exit, Exit::Usage);
    }

    void versionIsPrinted()
    {
        const auto parsed = parse("--version");
        QCOMPARE(parsed.immediate.exit, Exit::Ok);
        QCOMPARE(parsed.immediate.out, QByteArray("turnpiked " TURNPIKE_VERSION "\n"));
    }

    void configIsPrintedWithAndWithoutAVerb()
    {
        QVERIFY(parse("--print-config").printsConfig);
        const auto parsed = parse("serve --port 9 --print-config");
        QVERIFY(parsed.printsConfig);
        QCOMPARE(parsed.settings.size(), 1);
    }

    void errorsHaveTheirExitCodeAndAJsonForm()
    {
        const Error error{ErrorCode::NotFound, QStringLiteral("There is no key \"x\"."),
                          QStringLiteral("/key")};
        QCOMPARE(failed(error, false).err, QByteArray("turnpiked: There is no key \"x\".\n"));
        const Error inFile{ErrorCode::InvalidArgument, QStringLiteral("Too long."),
                           QStringLiteral("/keys/0/name")};
        QCOMPARE(failed(inFile, false).err, QByteArray("turnpiked: Too long. (/keys/0/name)\n"));
        const VerbResult json = failed(error, true);
        QCOMPARE(json.exit, Exit::NotFound);
        QVERIFY(json.out.isEmpty());
        QCOMPARE(json.err,
                 QByteArray("{\"error\":{\"code\":\"not_found\",\"message\":\"There is no key "
                            "\\\"x\\\".\",\"field\":\"/key\"}}\n"));
        QCOMPARE(exitOf(ErrorCode::Conflict), Exit::Refused);
        QCOMPARE(exitOf(ErrorCode::InvalidArgument), Exit::Usage);
        QCOMPARE(exitOf(ErrorCode::Unavailable), Exit::Unavailable);
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_CommandLine.moc"
