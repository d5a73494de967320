// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/KeychainSecretStore.h"

#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include <memory>

namespace turnpike {

namespace {

QString serviceName()
{
    return QStringLiteral("turnpike");
}

QString entryOf(const QString &ledgerUuid)
{
    return QStringLiteral("master-key/") + ledgerUuid;
}

tl::unexpected<Error> unavailable(const QString &reason)
{
    return fail(ErrorCode::Unavailable,
                QStringLiteral("The keychain cannot be used: %1.").arg(reason));
}

QString reasonOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::AccessDeniedByUser: return QStringLiteral("access was refused");
    case QKeychain::AccessDenied: return QStringLiteral("it is locked");
    case QKeychain::NoBackendAvailable:
        return QStringLiteral("no keychain service runs for this user");
    default: break;
    }
    QString text = job.errorString().trimmed();
    while (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text.isEmpty() ? QStringLiteral("it gave no reason") : text;
}

/// Starts `job` and calls `finished` exactly once: with the job, or with null when `patience` is
/// over. The job deletes itself.
void startJob(QKeychain::Job *job, QObject *owner, std::chrono::milliseconds patience,
              std::function<void(QKeychain::Job *)> finished)
{
    auto pending = std::make_shared<std::function<void(QKeychain::Job *)>>(std::move(finished));
    const auto finish = [pending](QKeychain::Job *ended) {
        if (const auto callback = std::exchange(*pending, nullptr))
            callback(ended);
    };
    QObject::connect(job, &QKeychain::Job::finished, owner, finish);
    QTimer::singleShot(patience, owner, [finish] { finish(nullptr); });
    job->start();
}

} // namespace

KeychainSecretStore::KeychainSecretStore(std::chrono::milliseconds patience)
    : m_patience(patience)
{}

QString KeychainSecretStore::place() const
{
    return QStringLiteral("the keychain");
}

void KeychainSecretStore::load(const QString &ledgerUuid, Loaded done)
{
    auto *job = new QKeychain::ReadPasswordJob(serviceName());
    job->setKey(entryOf(ledgerUuid));
    startJob(job, this, m_patience, [done = std::move(done)](QKeychain::Job *ended) {
        if (!ended)
            return done(unavailable(QStringLiteral("it did not answer in time")));
        if (ended->error() == QKeychain::EntryNotFound)
            return done(std::optional<Secret>());
        if (ended->error() != QKeychain::NoError)
            return done(unavailable(reasonOf(*ended)));
        QByteArray hex = static_cast<QKeychain::ReadPasswordJob *>(ended)->textData().toLatin1();
        const QByteArray raw = QByteArray::fromHex(hex);
        const bool isKey = hex.size() == static_cast<qsizetype>(2 * masterKeySize)
            && raw.size() == static_cast<qsizetype>(masterKeySize);
        hex.fill('\0');
        if (!isKey)
            return done(fail(ErrorCode::InvalidArgument,
                             QStringLiteral("The keychain's entry for this ledger does not hold a "
                                            "master key.")));
        done(std::optional<Secret>(Secret(raw.toStdString())));
    });
}

void KeychainSecretStore::save(const QString &ledgerUuid, const Secret &masterKey, Saved done)
{
    const std::string_view raw = masterKey.reveal();
    auto *job = new QKeychain::WritePasswordJob(serviceName());
    job->setKey(entryOf(ledgerUuid));
    job->setTextData(
        QString::fromLatin1(QByteArray(raw.data(), static_cast<qsizetype>(raw.size())).toHex()));
    startJob(job, this, m_patience, [done = std::move(done)](QKeychain::Job *ended) {
        if (!ended)
            return done(unavailable(QStringLiteral("it did not answer in time")));
        if (ended->error() != QKeychain::NoError)
            return done(unavailable(reasonOf(*ended)));
        done({});
    });
}

void KeychainSecretStore::remove(const QString &ledgerUuid, Saved done)
{
    auto *job = new QKeychain::DeletePasswordJob(serviceName());
    job->setKey(entryOf(ledgerUuid));
    startJob(job, this, m_patience, [done = std::move(done)](QKeychain::Job *ended) {
        if (!ended)
            return done(unavailable(QStringLiteral("it did not answer in time")));
        if (ended->error() != QKeychain::NoError && ended->error() != QKeychain::EntryNotFound)
            return done(unavailable(reasonOf(*ended)));
        done({});
    });
}

} // namespace turnpike
