// SPDX-License-Identifier: GPL-3.0-or-later
// The way of an answer from a thread of ours back to whoever asked.
#pragma once

#include <QFutureWatcher>
#include <QPromise>

#include <memory>
#include <utility>

namespace turnpike {

/// A promise whose answer reaches `done(answer)` on the thread of `context`, which is this one.
/// When `context` is destroyed first, or the promise goes without an answer, `done` is dropped.
template <typename Answer, typename Done>
std::shared_ptr<QPromise<Answer>> promiseFor(QObject *context, Done done)
{
    auto promise = std::make_shared<QPromise<Answer>>();
    auto *watcher = new QFutureWatcher<Answer>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)] {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             done(watcher->result());
                     });
    watcher->setFuture(promise->future());
    promise->start();
    return promise;
}

template <typename Answer>
void keep(QPromise<Answer> &promise, Answer answer)
{
    promise.addResult(std::move(answer));
    promise.finish();
}

} // namespace turnpike
