// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/SystemSecretStores.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

using Loaded = Result<std::optional<Secret>>;

Loaded load(SecretStore &store)
{
    std::optional<Loaded> answer;
    store.load(u"ledger"_s, [&](Loaded loaded) { answer = std::move(loaded); });
    return answer ? *std::move(answer) : Loaded(fail(ErrorCode::Internal, u"no answer"_s));
}

Result<> save(SecretStore &store, const Secret &key)
{
    std::optional<Result<>> answer;
    store.save(u"ledger"_s, key, [&](Result<> saved) { answer = std::move(saved); });
    return answer ? *std::move(answer) : Result<>(fail(ErrorCode::Internal, u"no answer"_s));
}

Secret someKey()
{
    std::string bytes;
    for (std::size_t i = 0; i < masterKeySize; ++i)
        bytes += static_cast<char>(7 * i + 200);
    return Secret(std::move(bytes));
}

} // namespace

class SystemSecretStoresTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void savedKeyIsLoadedAgainFromAPrivateFile()
    {
        FileSecretStore store(path());
        QVERIFY(load(store) && !*load(store)); // Nothing there yet is no error.
        QVERIFY(save(store, someKey()));
        const Loaded loaded = load(store);
        QVERIFY(loaded && *loaded);
        QCOMPARE((*loaded)->reveal(), someKey().reveal());
        QVERIFY((QFile::permissions(path()) & 0x0077) == 0);
    }

    void savedKeyIsNeverOverwritten()
    {
        FileSecretStore store(path());
        QVERIFY(save(store, someKey()));
        QCOMPARE(save(store, Secret(std::string(masterKeySize, 'x'))).error().code,
                 ErrorCode::Conflict);
        QCOMPARE((*load(store))->reveal(), someKey().reveal());
    }

    void fileThatOthersMayReadIsRefused()
    {
        FileSecretStore store(path());
        QVERIFY(save(store, someKey()));
        QVERIFY(QFile::setPermissions(path(), QFile::ReadOwner | QFile::ReadGroup));
        QCOMPARE(load(store).error().code, ErrorCode::Forbidden);
    }

    void whatIsNoKeyIsRefusedWithoutBeingQuoted_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("short") << QByteArray(63, 'a');
        QTest::newRow("long") << QByteArray(65, 'a');
        QTest::newRow("much") << QByteArray(100'000, 'a');
        QTest::newRow("not hex") << QByteArray(64, 'z');
    }

    void whatIsNoKeyIsRefusedWithoutBeingQuoted()
    {
        QFETCH(const QByteArray, text);
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        FileSecretStore store(path());
        const Loaded loaded = load(store);
        QCOMPARE(loaded.error().code, ErrorCode::InvalidArgument);
        QVERIFY(text.isEmpty() || !loaded.error().message.contains(QString::fromLatin1(text)));
    }

    void systemPrefersCredentialThenEnvironmentThenFile()
    {
        qunsetenv("CREDENTIALS_DIRECTORY");
        qunsetenv(EnvironmentSecretStore::variable);
        QVERIFY(systemSecretStore(path())->place().contains(path()));

        QVERIFY(qputenv(EnvironmentSecretStore::variable, QByteArray(64, 'a')));
        const auto environment = systemSecretStore(path());
        QCOMPARE((*load(*environment))->reveal(), std::string(masterKeySize, '\xaa'));
        QCOMPARE(save(*environment, someKey()).error().code, ErrorCode::Forbidden);

        FileSecretStore credential(m_folder->filePath(u"turnpike-master-key"_s));
        QVERIFY(save(credential, someKey()));
        QVERIFY(qputenv("CREDENTIALS_DIRECTORY", m_folder->path().toLocal8Bit()));
        const auto systemd = systemSecretStore(path());
        QCOMPARE((*load(*systemd))->reveal(), someKey().reveal());
        QCOMPARE(save(*systemd, someKey()).error().code, ErrorCode::Forbidden);
        qunsetenv("CREDENTIALS_DIRECTORY");
        qunsetenv(EnvironmentSecretStore::variable);
    }

private:
    QString path() const { return m_folder->filePath(u"master.key"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(SystemSecretStoresTest)
#include "tst_SystemSecretStores.moc"
