// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ChosenPort.h"
#include "app/Settings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace turnpike;

class SettingsTest final : public QObject
{
    Q_OBJECT

private:
    /// Settings with nothing in them but what `text` says in a file.
    Result<LoadedSettings> fromFile(const QByteArray &text)
    {
        LoadedSettings::Sources sources;
        sources.configFile = write(text);
        return LoadedSettings::load(sources);
    }

    QString write(const QByteArray &text)
    {
        const QString path = m_folder.filePath(QStringLiteral("turnpike.toml"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) < 0)
            qFatal("no configuration file");
        return path;
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void init()
    {
        // No file of the machine may play along.
        qputenv("XDG_CONFIG_HOME", m_folder.path().toLocal8Bit() + "/none");
        qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit() + "/share");
    }

    void defaultsHoldWithoutAnySource()
    {
        const auto loaded = LoadedSettings::load({});
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(loaded->values().port, quint16(4417));
        QCOMPARE(loaded->values().listenAddress, QStringLiteral("127.0.0.1"));
        QCOMPARE(loaded->values().maxBodyBytes, std::int64_t(64) << 20);
        QCOMPARE(loaded->values().dataFolder, m_folder.filePath(QStringLiteral("share/turnpike")));
        QVERIFY(loaded->values().engineThreads >= 1);
        QCOMPARE(loaded->originOf(QStringLiteral("listen.port")), QStringLiteral("default"));
    }

    void laterSourcesWin()
    {
        LoadedSettings::Sources sources;
        sources.configFile = write("data = \"/tmp/from-file\"\n[listen]\nport = 1001\n"
                                   "[engine]\nthreads = 3\nmax_headers = 50\n");
        sources.environment = {{QStringLiteral("TURNPIKE_LISTEN_PORT"), QStringLiteral("1002")},
                               {QStringLiteral("TURNPIKE_ENGINE_THREADS"), QStringLiteral("4")},
                               {QStringLiteral("TURNPIKE_SOMETHING_ELSE"), QStringLiteral("x")}};
        sources.commandLine = {{QStringLiteral("listen.port"), QStringLiteral("1003")}};
        const auto loaded = LoadedSettings::load(sources);
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(loaded->values().port, quint16(1003));
        QCOMPARE(loaded->values().engineThreads, 4);
        QCOMPARE(loaded->values().maxHeaders, 50);
        QCOMPARE(loaded->values().dataFolder, QStringLiteral("/tmp/from-file"));
        QCOMPARE(loaded->originOf(QStringLiteral("listen.port")), QStringLiteral("command line"));
        QCOMPARE(loaded->originOf(QStringLiteral("engine.threads")),
                 QStringLiteral("environment TURNPIKE_ENGINE_THREADS"));
        QCOMPARE(loaded->originOf(QStringLiteral("engine.max_headers")),
                 QStringLiteral("file %1:6").arg(sources.configFile));
    }

    void portOfTheFirstRunHoldsUnlessAnotherIsNamed()
    {
        const QString folder = m_folder.filePath(QStringLiteral("share/turnpike"));
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(keepChosenPort(folder, 4419));
        LoadedSettings::Sources sources;
        const auto chosen = LoadedSettings::load(sources);
        QVERIFY(chosen);
        QCOMPARE(chosen->values().port, quint16(4419));
        QCOMPARE(chosen->originOf(QStringLiteral("listen.port")),
                 QStringLiteral("file %1/port").arg(folder));
        sources.commandLine = {{QStringLiteral("listen.port"), QStringLiteral("4417")}};
        QCOMPARE(LoadedSettings::load(sources)->values().port, quint16(4417));

        QFile file(chosenPortFile(folder));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("99999\n");
        file.close();
        QCOMPARE(LoadedSettings::load({})->values().port, quint16(4417));
        QVERIFY(file.remove());
    }

    void everyKeyIsReadFromFileAndEnvironment()
    {
        const auto defaults = LoadedSettings::load({});
        QVERIFY(defaults);
        // The printed result is itself a file that gives the same values.
        const auto again = fromFile(defaults->toToml());
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        const auto changes = defaults->changesTo(*again);
        QVERIFY2(changes.reloadable.isEmpty() && changes.needRestart.isEmpty(),
                 qPrintable(changes.needRestart.join(QLatin1Char(' '))));
        for (const QString &key : settingKeys())
            QVERIFY2(again->originOf(key).startsWith(QLatin1String("file ")), qPrintable(key));
    }

    void aMistakeNamesKeyFileAndLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const char *text, const char *key, int line,
                            const char *problem) {
            QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(key) << line
                                << QString::fromLatin1(problem);
        };
        row("unknown key", "[listen]\n\nprot = 1\n", "listen.prot", 3, "is not a setting");
        row("unknown section", "\n[liste]\nport = 1\n", "liste", 2, "is not a setting");
        row("wrong type", "[listen]\nport = \"80\"\n", "listen.port", 2,
            "must be a whole number, not text");
        row("decimal", "[engine]\nthreads = 1.5\n", "engine.threads", 2,
            "must be a whole number, not a decimal number");
        row("out of range", "[listen]\nport = 65536\n", "listen.port", 2,
            "must be from 0 to 65535, not 65536");
        row("list of numbers", "[listen]\nallowed_hosts = [1]\n", "listen.allowed_hosts", 2,
            "must be a list of texts");
        row("word of a choice", "[log]\nlevel = \"loud\"\n", "log.level", 2,
            "must be error, warning, info or debug");
        row("section as value", "listen = 3\n", "listen", 1, "is not a setting");
    }

    void aMistakeNamesKeyFileAndLine()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, key);
        QFETCH(const int, line);
        QFETCH(const QString, problem);
        const auto loaded = fromFile(text);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(loaded.error().field, key);
        const QString message = loaded.error().message;
        QVERIFY2(message.contains(QStringLiteral("turnpike.toml:%1:").arg(line)),
                 qPrintable(message));
        QVERIFY2(message.contains(QLatin1Char('"') + key + QLatin1Char('"')), qPrintable(message));
        QVERIFY2(message.contains(problem), qPrintable(message));
    }

    void brokenTomlNamesItsLine()
    {
        const auto loaded = fromFile("[listen]\nport = \n");
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().message.contains(QLatin1String("turnpike.toml:2:")),
                 qPrintable(loaded.error().message));
    }

    void aNamedFileMustExist()
    {
        LoadedSettings::Sources sources;
        sources.configFile = m_folder.filePath(QStringLiteral("absent.toml"));
        const auto loaded = LoadedSettings::load(sources);
        QVERIFY(!loaded);
        QVERIFY(loaded.error().message.contains(sources.configFile));
    }

    void aBadEnvironmentValueNamesItsVariable()
    {
        LoadedSettings::Sources sources;
        sources.environment = {{QStringLiteral("TURNPIKE_LISTEN_PORT"), QStringLiteral("http")}};
        const auto loaded = LoadedSettings::load(sources);
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().message.contains(QLatin1String("TURNPIKE_LISTEN_PORT")),
                 qPrintable(loaded.error().message));
    }

    void addressesThatOthersReachNeedTlsAndNames_data()
    {
        QTest::addColumn<QByteArray>("listen");
        QTest::addColumn<QString>("problem"); // Empty: it is taken.
        const auto row = [](const char *name, const char *listen, const char *problem = "") {
            QTest::newRow(name) << QByteArray(listen) << QString::fromLatin1(problem);
        };
        const char *needsBoth = "needs a certificate (listen.certificate_file and listen.key_file) "
                                "and the names that clients use (listen.allowed_hosts)";
        row("loopback", "address = '127.0.0.1'");
        row("other loopback", "address = '127.3.0.1'");
        row("loopback 6", "address = '::1'");
        row("localhost", "address = 'localhost'");
        row("both loopbacks", "more_addresses = ['::1']");
        row("loopback with TLS", "certificate_file = 'a'\nkey_file = 'b'");
        row("every", "address = '0.0.0.0'", needsBoth);
        row("every 6", "address = '::'", needsBoth);
        row("private", "address = '192.168.1.4'", needsBoth);
        row("private besides", "more_addresses = ['192.168.1.4']", needsBoth);
        row("no certificate", "address = '0.0.0.0'\nallowed_hosts = ['gw.example']",
            "needs a certificate (listen.certificate_file and listen.key_file); without");
        row("no names", "address = '0.0.0.0'\ncertificate_file = 'a'\nkey_file = 'b'",
            "needs the names that clients use (listen.allowed_hosts); without");
        row("all there",
            "address = '0.0.0.0'\nmore_addresses = ['::']\nallowed_hosts = ['gw.example']\n"
            "certificate_file = 'a'\nkey_file = 'b'");
        row("a name for an address", "address = 'gateway.example'", "must be an IP address");
        row("a name besides", "more_addresses = ['x y']", "must be an IP address");
        row("an address twice", "more_addresses = ['127.0.0.1']", "is listened on already");
        row("included already",
            "address = '0.0.0.0'\nmore_addresses = ['127.0.0.1']\nallowed_hosts = ['a']\n"
            "certificate_file = 'a'\nkey_file = 'b'",
            "includes every address of its kind");
        row("a certificate without its key", "certificate_file = 'a'",
            "is set without \"listen.key_file\"");
        row("a key without a certificate", "key_file = 'a'",
            "is set without \"listen.certificate_file\"");
        row("a host with a port", "allowed_hosts = ['gw.example:4417']", "without scheme, port");
        row("a host with a scheme", "allowed_hosts = ['https://gw.example']", "without scheme");
        row("an empty host", "allowed_hosts = ['']", "must hold names");
        row("hosts of each kind", "allowed_hosts = ['GW.example', '10.0.0.4', 'fd00::1', '[::2]']");
        row("word of the catalogue", "catalogue = 'ajar'", "must be auto, open or closed");
    }

    void addressesThatOthersReachNeedTlsAndNames()
    {
        QFETCH(const QByteArray, listen);
        QFETCH(const QString, problem);
        const auto loaded = fromFile("[listen]\n" + listen + '\n');
        QCOMPARE(loaded                                         ? QString()
                     : loaded.error().message.contains(problem) ? problem
                                                                : loaded.error().message,
                 problem);
        if (!loaded && problem.startsWith(QLatin1String("needs")))
            QCOMPARE(loaded.error().code, ErrorCode::Forbidden);
    }

    void addressAndCatalogueFollowWhereItListens_data()
    {
        QTest::addColumn<QByteArray>("listen");
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("isOpen");
        const auto row
            = [](const char *name, const QByteArray &listen, const char *url, bool isOpen) {
                  QTest::newRow(name) << listen << QString::fromLatin1(url) << isOpen;
              };
        const QByteArray tls = "certificate_file = 'a'\nkey_file = 'b'\nallowed_hosts = ['gw.x']\n";
        row("loopback", "", "http://127.0.0.1:9/api/v1", true);
        row("loopback 6", "address = '::1'", "http://[::1]:9/api/v1", true);
        row("closed on loopback", "catalogue = 'closed'", "http://127.0.0.1:9/api/v1", false);
        row("TLS on loopback", tls, "https://127.0.0.1:9/api/v1", true);
        row("beyond", tls + "address = '0.0.0.0'", "https://gw.x:9/api/v1", false);
        row("beyond, besides loopback", tls + "more_addresses = ['10.0.0.1']",
            "https://127.0.0.1:9/api/v1", false);
        row("beyond, opened", tls + "address = '::'\ncatalogue = 'open'", "https://gw.x:9/api/v1",
            true);
    }

    void addressAndCatalogueFollowWhereItListens()
    {
        QFETCH(const QByteArray, listen);
        const auto loaded = fromFile("[listen]\n" + listen + '\n');
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QTEST(loaded->values().urlAt(9), "url");
        QTEST(loaded->values().isCatalogueOpen(), "isOpen");
    }

    void whatARunningProgramCanTakeUpIsToldApart()
    {
        const auto before = fromFile("[log]\nlevel = \"info\"\n");
        const auto after = fromFile("[log]\nlevel = \"debug\"\n[listen]\nport = 5000\n");
        QVERIFY(before && after);
        const auto changes = before->changesTo(*after);
        QCOMPARE(changes.reloadable, QStringList{QStringLiteral("log.level")});
        QCOMPARE(changes.needRestart, QStringList{QStringLiteral("listen.port")});
    }

    void jsonNamesValueUnitAndOrigin()
    {
        const auto loaded = fromFile("[engine]\nidle_timeout_ms = 1234\n");
        QVERIFY(loaded);
        const QByteArray json = loaded->toJson();
        QVERIFY2(json.contains("{\"key\":\"engine.idle_timeout_ms\",\"value\":1234,\"unit\":\"ms\","
                               "\"origin\":\"file "),
                 json.constData());
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_Settings.moc"
