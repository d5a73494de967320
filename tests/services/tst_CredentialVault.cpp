// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ports/SecretStore.h"
#include "services/secrets/CredentialVault.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

/// Keeps one key in memory.
class MemoryStore final : public SecretStore
{
public:
    QString place() const override { return u"memory"_s; }
    void load(const QString &, Loaded done) override { done(key); }
    void save(const QString &, const Secret &masterKey, Saved done) override
    {
        if (isFull)
            return done(fail(ErrorCode::Unavailable, u"full"_s));
        key = masterKey;
        done({});
    }

    std::optional<Secret> key;
    bool isFull = false;
};

CredentialVault unlocked(const QString &uuid, char fill = 'k')
{
    CredentialVault vault(uuid);
    if (!vault.unlock(Secret(std::string(masterKeySize, fill))))
        qFatal("unlock");
    return vault;
}

} // namespace

class CredentialVaultTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sealedTextOpensAgain()
    {
        const CredentialVault vault = unlocked(u"ledger-a"_s);
        const auto sealed = vault.seal({7}, Secret("sk-upstream-secret"));
        QVERIFY(sealed);
        QVERIFY(!sealed->ciphertext.contains("upstream"));
        const auto opened = vault.open({7}, *sealed);
        QVERIFY(opened);
        QCOMPARE(opened->reveal(), std::string_view("sk-upstream-secret"));
    }

    void nonceIsFreshEachTime()
    {
        const CredentialVault vault = unlocked(u"ledger-a"_s);
        const auto one = vault.seal({7}, Secret("same"));
        const auto two = vault.seal({7}, Secret("same"));
        QVERIFY(one->nonce != two->nonce);
        QVERIFY(one->ciphertext != two->ciphertext);
    }

    void opensOnlyWhereItBelongs()
    {
        const auto sealed = unlocked(u"ledger-a"_s).seal({7}, Secret("secret"));
        QCOMPARE(unlocked(u"ledger-b"_s).open({7}, *sealed).error().code, ErrorCode::Forbidden);
        QCOMPARE(unlocked(u"ledger-a"_s).open({8}, *sealed).error().code, ErrorCode::Forbidden);
        QCOMPARE(unlocked(u"ledger-a"_s, 'x').open({7}, *sealed).error().code,
                 ErrorCode::Forbidden);
    }

    void everyChangedByteIsNoticed()
    {
        const CredentialVault vault = unlocked(u"ledger-a"_s);
        const auto sealed = vault.seal({7}, Secret("secret"));
        for (qsizetype i = 0; i < sealed->ciphertext.size(); ++i) {
            SealedCredential changed = *sealed;
            changed.ciphertext[i] = char(changed.ciphertext[i] ^ 1);
            QVERIFY(!vault.open({7}, changed));
        }
        SealedCredential cut = *sealed;
        cut.ciphertext.truncate(15);
        QVERIFY(!vault.open({7}, cut));
        cut = *sealed;
        cut.nonce.clear();
        QVERIFY(!vault.open({7}, cut));
    }

    void lockedVaultSaysSo()
    {
        const CredentialVault vault(u"ledger-a"_s);
        QCOMPARE(vault.seal({7}, Secret("s")).error().code, ErrorCode::Unavailable);
        QCOMPARE(vault.open({7}, {}).error().code, ErrorCode::Unavailable);
        CredentialVault other(u"ledger-a"_s);
        QCOMPARE(other.unlock(Secret("short")).error().code, ErrorCode::InvalidArgument);
        QVERIFY(other.isLocked());
    }

    void masterKeyIsSavedBeforeItIsUsed()
    {
        MemoryStore store;
        std::optional<Result<Secret>> answer;
        obtainMasterKey(store, u"l"_s, [&](Result<Secret> key) { answer = std::move(key); });
        QVERIFY(answer && *answer && store.key);
        QCOMPARE((*answer)->reveal(), store.key->reveal());
        QCOMPARE((*answer)->reveal().size(), masterKeySize);
        std::optional<Result<Secret>> again;
        obtainMasterKey(store, u"l"_s, [&](Result<Secret> key) { again = std::move(key); });
        QCOMPARE((*again)->reveal(), store.key->reveal());

        MemoryStore full;
        full.isFull = true;
        std::optional<Result<Secret>> refused;
        obtainMasterKey(full, u"l"_s, [&](Result<Secret> key) { refused = std::move(key); });
        QVERIFY(refused && !*refused);
    }

    void maskShowsLittle_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("long") << QByteArray("sk-proj-0123456789abcdefghijklmnop")
                              << u"sk-pro...mnop"_s;
        QTest::newRow("short") << QByteArray("sk-12345678") << u"..."_s;
        QTest::newRow("structured")
            << QByteArray("{\"client_email\":\"someone@example.org\",\"key\":1}") << u"..."_s;
    }

    void maskShowsLittle()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, shown);
        QCOMPARE(maskedCredential(text.toStdString()), shown);
    }
};

QTEST_GUILESS_MAIN(CredentialVaultTest)
#include "tst_CredentialVault.moc"
