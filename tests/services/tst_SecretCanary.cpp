// SPDX-License-Identifier: GPL-3.0-or-later
// A planted provider key must be nowhere that outlives the call, in no spelling.
#include <QDir>
#include <QTest>

#include "tests/services/Desk.h"
#include "tests/support/SecretSpellings.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

// Characters that each spelling changes: a quote, a backslash, a plus, a slash, a percent sign.
const QByteArray canary = "sk-canary+/%\"\\7f3d9c51e2b84a60";
const QByteArray core = "canary+/%"; // A part of it is a leak, too.

QByteArray leakIn(const QByteArray &bytes)
{
    return test::leakIn(bytes, test::spellingsOf(canary) + QList<QByteArray>{core});
}

} // namespace

class SecretCanaryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void searchFindsWhatIsThere()
    {
        QVERIFY(leakIn("nothing here").isEmpty());
        const QList<QByteArray> all = test::spellingsOf(canary);
        for (const QByteArray &spelling : all)
            QVERIFY(!leakIn("before " + spelling + " after").isEmpty());
        QVERIFY(!leakIn(("{\"authorization\":\"Bearer " + canary + "\"}").toBase64()).isEmpty());
    }

    void credentialIsNowhereInTheLedgerOrItsTexts()
    {
        Desk desk;
        const Secret secret(canary.toStdString());
        const auto added = desk.addProvider(u"first"_s, canary.toStdString());
        QVERIFY(added);
        QStringList texts{added->credentialLabel};

        QVERIFY(desk.providers.setCredential(desk.owner(), added->id, Secret("sk-other")));
        QVERIFY(desk.providers.setCredential(desk.owner(), added->id, secret));
        const auto twice = desk.addProvider(u"first"_s, canary.toStdString());
        texts.append(twice.error().message + twice.error().field);
        ProviderDraft draft = added->settings;
        draft.slug = u"other"_s;
        const auto broken
            = desk.providers.add(desk.owner(), draft, Secret(canary.toStdString() + "\n"));
        texts.append(broken.error().message + broken.error().field);
        const auto inlined = desk.policyFile.apply(
            desk.owner(),
            "{\"providers\":[{\"slug\":\"x\",\"base_url\":\"http://h\",\"credential\":\""
                + test::jsonEscaped(canary).toStdString() + "\"}]}",
            ApplyMode::Apply, [](const QString &) { return Result<Secret>(Secret("unused")); });
        QVERIFY(!inlined);
        texts.append(inlined.error().message + inlined.error().field);
        const auto applied = desk.policyFile.apply(
            desk.owner(),
            R"({"providers":[{"slug":"first","base_url":"http://h","credential":"env:X"}]})",
            ApplyMode::Apply, [&](const QString &) { return Result<Secret>(secret); });
        QVERIFY(applied);
        for (const PolicyChange &change : applied->changes)
            texts.append(change.subject + change.text);
        texts.append(QString::fromStdString(*desk.policyFile.exportFile(desk.owner())));
        const auto log = desk.organization.auditLog(desk.owner(), 0, 100);
        for (const AuditEntry &entry : *log)
            texts.append(entry.subject + entry.before + entry.after);
        QVERIFY(log->size() >= 4);
        for (const QString &text : texts)
            QVERIFY2(leakIn(text.toUtf8()).isEmpty(), qPrintable(text));

        // The gateway does get it.
        QCOMPARE(QByteArray::fromStdString(
                     std::string(desk.policies.last().providers.front().credential.reveal())),
                 canary);

        int files = 0;
        const QFileInfoList entries = QDir(desk.ledger.folder()).entryInfoList(QDir::Files);
        for (const QFileInfo &entry : entries) {
            QFile file(entry.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY2(leakIn(bytes).isEmpty(), qPrintable(entry.fileName()));
            files += bytes.contains("first") ? 1 : 0;
        }
        QVERIFY(files > 0); // The file or its -wal was really read.
    }

    void gatewayKeyIsStoredAsItsHashOnly()
    {
        Desk desk;
        KeyDraft draft;
        draft.name = u"ci"_s;
        const auto issued = desk.keys.create(desk.owner(), draft);
        QVERIFY(issued);
        const QByteArray secret = QByteArray::fromStdString(std::string(issued->secret.reveal()));
        const QByteArray random = secret.mid(sizeof("sk-tp-v1-") - 1);
        const QFileInfoList entries = QDir(desk.ledger.folder()).entryInfoList(QDir::Files);
        bool isHashThere = false;
        for (const QFileInfo &entry : entries) {
            QFile file(entry.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY(!bytes.contains(random));
            QVERIFY(!bytes.contains(QByteArray::fromHex(random)));
            isHashThere = isHashThere || bytes.contains(issued->key.hash.toLatin1());
        }
        QVERIFY(isHashThere);
        const auto exported = desk.policyFile.exportFile(desk.owner());
        QVERIFY(exported && exported->find(random.toStdString()) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SecretCanaryTest)
#include "tst_SecretCanary.moc"
