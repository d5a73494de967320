// SPDX-License-Identifier: GPL-3.0-or-later
// A connection of FakeUpstream: blocking in look, interruptible in fact, plain or TLS.
#pragma once

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace turnpike::test {

/// Used by its connection's thread; only `shutdown` may be called from others.
class FakeSocket
{
public:
    enum class Ready { Bytes, Timeout, Ended };

    FakeSocket(int descriptor, const std::atomic<bool> &isStopping);
    ~FakeSocket();
    FakeSocket(const FakeSocket &) = delete;
    FakeSocket &operator=(const FakeSocket &) = delete;

    /// False when the handshake failed.
    bool startTls(ssl_ctx_st *context);
    bool isResumed() const;
    bool hasAgreedOnHttp2() const;

    /// Waits until there is something to read, at most `limit` (negative: without limit).
    Ready waitReadable(std::chrono::milliseconds limit);
    /// What there is, at most 64 KB; waits for it. Empty when the connection ended.
    QByteArray read();
    /// False when the connection ended before all was handed to the system.
    bool write(const QByteArray &bytes);
    /// Waits; false when the client closed meanwhile. Bytes that it sends are left unread.
    bool pause(std::chrono::milliseconds time);

    void close();
    void reset(); ///< Closes by RST.
    void shutdown(); ///< Ends both directions; wakes the thread.

private:
    bool poll(short events, int milliseconds, short *seen) const;
    bool waitFor(int sslError) const;
    bool hasPeerClosed() const;

    std::atomic<int> m_descriptor;
    const std::atomic<bool> &m_isStopping;
    std::unique_ptr<ssl_st, void (*)(ssl_st *)> m_ssl;
};

} // namespace turnpike::test
