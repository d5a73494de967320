// SPDX-License-Identifier: GPL-3.0-or-later
// One real request through a gateway, as a tool would send it.
#pragma once

#include "core/Secret.h"

#include <QString>
#include <QThread>

#include <chrono>
#include <functional>
#include <memory>

class QNetworkAccessManager;
class QObject;

namespace turnpike {

struct TestAnswer
{
    int status = 0; ///< HTTP; 0 when nothing answered.
    QString generation; ///< "gen-...", as the gateway named it; empty when it did not.
    QString message; ///< The gateway's sentence, or why there was no answer; empty on success.
};

/// Sends a short streamed chat completion. Lives on the caller's thread and talks on its own.
class TestRequest
{
public:
    static constexpr std::chrono::milliseconds patience{60'000}; ///< Without a byte.
    static constexpr int maxTokens = 16;

    TestRequest();
    /// Gives up what is under way; its `done` is dropped.
    ~TestRequest();
    TestRequest(const TestRequest &) = delete;
    TestRequest &operator=(const TestRequest &) = delete;

    /// `url`: ".../api/v1". `done` comes when the answer has ended, on the thread of `context`,
    /// which is the caller's.
    void send(QObject *context, const QString &url, const Secret &key, const QString &model,
              std::function<void(TestAnswer)> done);

private:
    QThread m_thread;
    QNetworkAccessManager *m_network; ///< On m_thread, and goes with it.
};

} // namespace turnpike
