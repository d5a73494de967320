// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/KnownProviders.h"

#include "services/CatalogueFile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

namespace turnpike::ui {

namespace {

Result<KnownProviders> readKnownProviders()
{
    QFile file(QStringLiteral(":/catalogue/catalogue.json"));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal,
                    QCoreApplication::translate("KnownProviders", "The catalogue cannot be read."));
    const QByteArray text = file.readAll();
    Result<CatalogueFile> catalogue
        = parseCatalogueFile({text.constData(), static_cast<std::size_t>(text.size())});
    if (!catalogue)
        return tl::unexpected(catalogue.error());
    return KnownProviders(std::make_shared<CatalogueFile>(*std::move(catalogue)));
}

QFuture<Result<KnownProviders>> startReading()
{
    auto promise = std::make_shared<QPromise<Result<KnownProviders>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise] {
        promise->addResult(readKnownProviders());
        promise->finish();
    });
    return promise->future();
}

} // namespace

void withKnownProviders(QObject *context, std::function<void(const Result<KnownProviders> &)> done)
{
    // A part of the program, like its icons: it never changes.
    static const QFuture<Result<KnownProviders>> reading = startReading();
    auto *watcher = new QFutureWatcher<Result<KnownProviders>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)] {
                         watcher->deleteLater();
                         done(watcher->result());
                     });
    watcher->setFuture(reading);
}

} // namespace turnpike::ui
