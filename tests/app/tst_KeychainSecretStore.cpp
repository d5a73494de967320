// SPDX-License-Identifier: GPL-3.0-or-later
// Runs itself again under dbus-run-session with a gnome-keyring of its own: a real Secret Service.
#include "app/secrets/KeychainSecretStore.h"
#include "app/secrets/PreferredSecretStore.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace turnpike;
using namespace std::chrono_literals;

namespace {

const QString ledger = QStringLiteral("5f0e1e6e-0000-4000-8000-000000000001");

Secret keyOf(char byte)
{
    return Secret(std::string(masterKeySize, byte));
}

/// A store whose answers are set by the test.
class FixedStore final : public SecretStore
{
public:
    QString place() const override { return m_place; }
    void load(const QString &, Loaded done) override { done(m_loaded); }
    void save(const QString &, const Secret &masterKey, Saved done) override
    {
        m_saved = masterKey;
        done(m_saveAnswer);
    }

    QString m_place;
    Result<std::optional<Secret>> m_loaded = std::optional<Secret>();
    Result<> m_saveAnswer;
    Secret m_saved;
};

} // namespace

class KeychainSecretStoreTest final : public QObject
{
    Q_OBJECT

private:
    static bool isInside() { return qEnvironmentVariableIsSet("TURNPIKE_TEST_KEYRING"); }

    std::optional<Result<std::optional<Secret>>> m_loaded;
    std::optional<Result<>> m_saved;

    void load(SecretStore &store, const QString &uuid = ledger)
    {
        m_loaded.reset();
        store.load(uuid, [this](auto answer) { m_loaded = std::move(answer); });
    }

    void save(SecretStore &store, const Secret &key)
    {
        m_saved.reset();
        store.save(ledger, key, [this](auto answer) { m_saved = std::move(answer); });
    }

private Q_SLOTS:
    void worksWithARealSecretService()
    {
        if (isInside())
            QSKIP("this is the inner run");
        const QString session = QStandardPaths::findExecutable(QStringLiteral("dbus-run-session"));
        const QString keyring
            = QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon"));
        if (session.isEmpty() || keyring.isEmpty())
            QSKIP("dbus-run-session and gnome-keyring-daemon are not installed");
        const QTemporaryDir home;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TURNPIKE_TEST_KEYRING"), QStringLiteral("1"));
        for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"})
            environment.insert(QString::fromLatin1(name), home.path());
        environment.insert(QStringLiteral("XDG_CURRENT_DESKTOP"), QStringLiteral("GNOME"));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(session,
                      {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                       QStringLiteral("printf 'test' | gnome-keyring-daemon --unlock "
                                      "--components=secrets >/dev/null && exec \"$0\""),
                       QCoreApplication::applicationFilePath()});
        QVERIFY(process.waitForFinished(60'000));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
                 output.constData());
        QVERIFY2(output.contains("PASS   : KeychainSecretStoreTest::keepsAKeyForEachLedger"),
                 output.constData());
    }

    void keepsAKeyForEachLedger()
    {
        if (!isInside())
            QSKIP("runs inside a D-Bus session of its own");
        KeychainSecretStore store(20s);
        load(store);
        QTRY_VERIFY_WITH_TIMEOUT(m_loaded, 30'000);
        QVERIFY2(m_loaded->has_value(),
                 m_loaded->has_value() ? "" : qPrintable(m_loaded->error().message));
        QVERIFY(!(**m_loaded).has_value());

        save(store, keyOf('\x07'));
        QTRY_VERIFY_WITH_TIMEOUT(m_saved, 30'000);
        QVERIFY2(m_saved->has_value(),
                 m_saved->has_value() ? "" : qPrintable(m_saved->error().message));
        load(store);
        QTRY_VERIFY(m_loaded);
        QVERIFY(m_loaded->has_value() && (**m_loaded).has_value());
        QVERIFY((**m_loaded)->reveal() == keyOf('\x07').reveal());

        load(store, QStringLiteral("another-ledger"));
        QTRY_VERIFY(m_loaded);
        QVERIFY(m_loaded->has_value() && !(**m_loaded).has_value());

        m_saved.reset();
        store.remove(ledger, [this](auto answer) { m_saved = std::move(answer); });
        QTRY_VERIFY(m_saved);
        QVERIFY(m_saved->has_value());
        load(store);
        QTRY_VERIFY(m_loaded);
        QVERIFY(m_loaded->has_value() && !(**m_loaded).has_value());
    }

    void noKeychainIsUnavailable()
    {
        if (isInside())
            QSKIP("there is one here");
        // Nobody listens at this address, and nothing is started to.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        KeychainSecretStore store(20s);
        load(store);
        QTRY_VERIFY_WITH_TIMEOUT(m_loaded, 30'000);
        QVERIFY(!m_loaded->has_value());
        QCOMPARE(m_loaded->error().code, ErrorCode::Unavailable);
        save(store, keyOf('\x07'));
        QTRY_VERIFY_WITH_TIMEOUT(m_saved, 30'000);
        QVERIFY(!m_saved->has_value());
        QVERIFY(!m_saved->error().message.contains(QLatin1String("0707")));
    }

    void theProvidedPlaceIsAskedFirst_data()
    {
        QTest::addColumn<bool>("isProvided");
        QTest::addColumn<int>("keychain"); // 0 nothing, 1 a key, 2 unusable
        QTest::addColumn<bool>("mayStartAnew");
        QTest::addColumn<char>("wanted"); // the key's byte, '-' none, '!' an error
        QTest::newRow("provided") << true << 1 << false << 'p';
        QTest::newRow("kept") << false << 1 << false << 'k';
        QTest::newRow("nowhere") << false << 0 << false << '-';
        QTest::newRow("unusable, sealed") << false << 2 << false << '!';
        QTest::newRow("unusable, new") << false << 2 << true << '-';
    }

    void theProvidedPlaceIsAskedFirst()
    {
        QFETCH(const bool, isProvided);
        QFETCH(const int, keychain);
        QFETCH(const bool, mayStartAnew);
        QFETCH(const char, wanted);
        auto provided = std::make_unique<FixedStore>();
        auto kept = std::make_unique<FixedStore>();
        if (isProvided)
            provided->m_loaded = std::optional<Secret>(keyOf('p'));
        if (keychain == 1)
            kept->m_loaded = std::optional<Secret>(keyOf('k'));
        if (keychain == 2)
            kept->m_loaded = fail(ErrorCode::Unavailable, QStringLiteral("locked"));
        PreferredSecretStore store(std::move(provided), std::move(kept),
                                   mayStartAnew ? WithoutKeychain::HasNone : WithoutKeychain::Fail);
        load(store);
        QVERIFY(m_loaded);
        if (wanted == '!') {
            QVERIFY(!m_loaded->has_value());
            return;
        }
        QVERIFY(m_loaded->has_value());
        QCOMPARE((**m_loaded).has_value(), wanted != '-');
        if (wanted != '-')
            QCOMPARE((**m_loaded)->reveal().front(), wanted);
    }

    void aNewKeyGoesToTheKeychainElseToTheFile()
    {
        for (const bool isUsable : {true, false}) {
            auto provided = std::make_unique<FixedStore>();
            provided->m_place = QStringLiteral("the file");
            auto kept = std::make_unique<FixedStore>();
            kept->m_place = QStringLiteral("the keychain");
            if (!isUsable)
                kept->m_saveAnswer = fail(ErrorCode::Unavailable, QStringLiteral("locked"));
            const FixedStore &file = *provided;
            PreferredSecretStore store(std::move(provided), std::move(kept),
                                       WithoutKeychain::HasNone);
            save(store, keyOf('n'));
            QVERIFY(m_saved && m_saved->has_value());
            QCOMPARE(file.m_saved.isEmpty(), isUsable);
            QCOMPARE(store.place(),
                     isUsable ? QStringLiteral("the keychain") : QStringLiteral("the file"));
        }
    }
};

QTEST_GUILESS_MAIN(KeychainSecretStoreTest)
#include "tst_KeychainSecretStore.moc"
