// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/SessionSecrets.h"
#include "ui/panes/keys/RevealKeyDialog.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

class KeySecretsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { clipboard().clear(); }

    void copyIsFlaggedAsASecret()
    {
        SecretClipboard secrets;
        secrets.copy(Secret("sk-tp-v1-abc"));
        QCOMPARE(clipboard().text(), u"sk-tp-v1-abc"_s);
        QCOMPARE(clipboard().mimeData()->data(u"x-kde-passwordManagerHint"_s), "secret");
        QVERIFY(secrets.timeLeft() > 59s);
        QVERIFY(secrets.timeLeft() <= 60s);
    }

    void copyIsClearedWhenItsTimeIsOver()
    {
        SecretClipboard secrets;
        secrets.setKeepTime(20ms);
        QSignalSpy cleared(&secrets, &SecretClipboard::cleared);
        secrets.copy(Secret("sk-tp-v1-abc"));
        QTRY_COMPARE(cleared.size(), 1);
        QCOMPARE(clipboard().text(), QString());
        QCOMPARE(secrets.timeLeft().count(), 0);
    }

    void whatWasCopiedSinceStays()
    {
        SecretClipboard secrets;
        secrets.setKeepTime(20ms);
        QSignalSpy cleared(&secrets, &SecretClipboard::cleared);
        secrets.copy(Secret("sk-tp-v1-abc"));
        clipboard().setText(u"something else"_s);
        QTRY_COMPARE(cleared.size(), 1);
        QCOMPARE(clipboard().text(), u"something else"_s);
    }

    void copyingAgainStartsTheTimeAnew()
    {
        SecretClipboard secrets;
        secrets.setKeepTime(10ms);
        secrets.copy(Secret("sk-tp-v1-abc"));
        secrets.setKeepTime(60s);
        secrets.copy(Secret("sk-tp-v1-def"));
        QTest::qWait(30);
        QCOMPARE(clipboard().text(), u"sk-tp-v1-def"_s);
    }

    void nothingStaysBehindWhenTheWindowGoes()
    {
        {
            SessionSecrets session;
            session.clipboard().copy(Secret("sk-tp-v1-abc"));
        }
        QCOMPARE(clipboard().text(), QString());
    }

    void secretsAreKnownInThisSessionOnly()
    {
        SessionSecrets session;
        QSignalSpy changed(&session, &SessionSecrets::changed);
        QVERIFY(session.find({1}) == nullptr);
        session.keep({1}, Secret("sk-tp-v1-abc"));
        QCOMPARE(changed.size(), 1);
        QVERIFY(session.find({1}) != nullptr);
        QCOMPARE(session.find({1})->reveal(), std::string_view("sk-tp-v1-abc"));
        QVERIFY(SessionSecrets().find({1}) == nullptr);
    }

    void savedSecretIsReadableByItsOwnerOnly()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"ci.key"_s);
        for (int round = 0; round < 2; ++round) { // A new file, then one that others could read.
            QVERIFY(RevealKeyDialog::save(Secret("sk-tp-v1-abc"), path));
            const QFileDevice::Permissions everyoneElse = QFileDevice::ReadGroup
                | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
            QCOMPARE(QFile::permissions(path) & everyoneElse, QFileDevice::Permissions());
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), "sk-tp-v1-abc\n");
            QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner
                                        | QFileDevice::ReadOther));
        }
        QVERIFY(!RevealKeyDialog::save(Secret("x"), folder.filePath(u"none/ci.key"_s)));
    }

private:
    static QClipboard &clipboard() { return *QGuiApplication::clipboard(); }
};

QTEST_MAIN(KeySecretsTest)
#include "tst_KeySecrets.moc"
