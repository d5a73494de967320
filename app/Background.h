// SPDX-License-Identifier: GPL-3.0-or-later
// Work that would hold up a window, done on a thread of its own and answered on the asker's.
#pragma once

#include "services/WorkThread.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace turnpike {

/// One thread that works for the thread which this object lives on. Destruction finishes what is
/// queued, joins, and drops the answers that were not given yet.
class Background final : public QObject
{
    Q_OBJECT

public:
    explicit Background(QObject *parent = nullptr)
        : QObject(parent)
    {}

    /// Runs `work()` off this thread, one after the other, then `done(result)` from the event loop
    /// of this thread, where `context` must live, too. `done` is dropped when `context` or this is
    /// gone by then; it may destroy both.
    template <typename Work, typename Done>
    void run(QObject *context, Work work, Done done)
    {
        using Answer = std::invoke_result_t<Work>;
        using Kept = std::conditional_t<std::is_void_v<Answer>, bool, std::optional<Answer>>;
        // Shared, because what std::function holds must be copyable and answers need not be.
        auto answer = std::make_shared<Kept>();
        m_thread.post([this, answer, context = QPointer<QObject>(context), work = std::move(work),
                       done = std::move(done)]() mutable {
            if constexpr (std::is_void_v<Answer>)
                work();
            else
                answer->emplace(work());
            deliver(std::move(context), [answer, done = std::move(done)]() mutable {
                if constexpr (std::is_void_v<Answer>)
                    done();
                else
                    done(*std::move(*answer));
            });
        });
    }

private:
    template <typename Done>
    void deliver(QPointer<QObject> context, Done done)
    {
        QMetaObject::invokeMethod(
            this,
            [self = QPointer(this), context = std::move(context),
             done = std::move(done)]() mutable {
                if (!context)
                    return;
                // Once more around: `done` may destroy this object.
                QTimer::singleShot(0, context.data(), [self, done = std::move(done)]() mutable {
                    if (self)
                        done();
                });
            },
            Qt::QueuedConnection);
    }

    WorkThread m_thread;
};

} // namespace turnpike
