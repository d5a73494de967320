// SPDX-License-Identifier: GPL-3.0-or-later
// One test of a provider: what is known of it so far, and what it came to.
#pragma once

#include "core/Provider.h"
#include "core/Result.h"
#include "models/Cell.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>

namespace turnpike {
class Clock;
class ControlPlane;
class Secret;
} // namespace turnpike

namespace turnpike::ui {

/// Asks for the list of models, which costs nothing.
class ProviderTest final : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 {
        None, ///< Not begun, or stopped.
        Running,
        Works, ///< It listed models.
        NoModels, ///< It answers and lists none.
        Rejected, ///< It does not take the key.
        Failed, ///< Nobody answers as a provider does.
    };

    ProviderTest(ControlPlane &control, const Clock &clock, QObject *parent);
    ~ProviderTest() override;

    void start(const ProviderDraft &draft, const Secret &credential);
    void start(ProviderId provider);
    /// Nobody is asked any more, and what is still to come is not listened to.
    void stop();

    State state() const;
    /// Null unless it answered.
    const ConnectionReport *report() const;
    /// Null unless it Failed.
    const Error *error() const;
    /// Milliseconds since the start, or what it took.
    qint64 elapsedMs() const;

Q_SIGNALS:
    void changed();
    void ticked(); ///< elapsedMs() grew.

private:
    int begin();
    void abandon();
    void end(int run, const Result<ConnectionReport> &result);

    ControlPlane &m_control;
    const Clock &m_clock;
    QTimer m_tick;
    std::shared_ptr<std::atomic<bool>> m_abandon; ///< Of the test that runs; null before the first.
    std::optional<Result<ConnectionReport>> m_result;
    int m_run = 0; ///< Answers of other runs are old.
    bool m_isRunning = false;
    std::int64_t m_startedNs = 0;
    qint64 m_tookMs = 0;
};

/// "Works: 34 models", with what to do when it does not.
struct TestVerdict
{
    Mark mark = Mark::None;
    Tone tone = Tone::Neutral;
    QString title;
    QString advice; ///< May be empty.
};

/// Of a test that ended. `name` is the provider's.
TestVerdict verdictOf(const ProviderTest &test, const QString &name);

} // namespace turnpike::ui
