// SPDX-License-Identifier: GPL-3.0-or-later
// Unix signals as Qt signals.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace turnpike {

/// SIGTERM, SIGINT and SIGHUP, delivered by the event loop of the thread that made it. One at a
/// time: the handlers of the process are global. A second SIGTERM or SIGINT ends the process at
/// once, whatever it is doing; the journal makes that safe.
class SignalHandler final : public QObject
{
    Q_OBJECT

public:
    explicit SignalHandler(QObject *parent = nullptr);
    ~SignalHandler() override;
    SignalHandler(const SignalHandler &) = delete;
    SignalHandler &operator=(const SignalHandler &) = delete;

Q_SIGNALS:
    void stopAsked();
    void reloadAsked();

private:
    void read();

    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace turnpike
