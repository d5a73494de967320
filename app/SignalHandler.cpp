// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SignalHandler.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace turnpike {

namespace {

// What a signal handler may touch: a pipe and a lock-free counter.
int pipeEnds[2] = {-1, -1};
std::atomic<int> stopCount = 0;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr int handled[] = {SIGTERM, SIGINT, SIGHUP};

extern "C" void turnpikeOnSignal(int number)
{
    const int saved = errno;
    if (number != SIGHUP && stopCount.fetch_add(1) > 0)
        ::_exit(128 + number);
    const char byte = number == SIGHUP ? 'h' : 's';
    // A full pipe holds enough of them already.
    if (::write(pipeEnds[1], &byte, 1) < 0) {}
    errno = saved;
}

} // namespace

SignalHandler::SignalHandler(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(pipeEnds, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals");
    stopCount = 0;
    m_notifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &SignalHandler::read);
    struct sigaction action = {};
    action.sa_handler = turnpikeOnSignal;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (const int number : handled)
        ::sigaction(number, &action, nullptr);
}

SignalHandler::~SignalHandler()
{
    for (const int number : handled)
        ::signal(number, SIG_DFL);
    m_notifier.reset();
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
}

void SignalHandler::read()
{
    char bytes[64];
    const ssize_t got = ::read(pipeEnds[0], bytes, sizeof bytes);
    for (ssize_t i = 0; i < got; ++i) {
        if (bytes[i] == 'h')
            Q_EMIT reloadAsked();
        else
            Q_EMIT stopAsked();
    }
}

} // namespace turnpike
