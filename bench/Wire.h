// SPDX-License-Identifier: GPL-3.0-or-later
// What the upstream and the load generator share: sockets, time, exact sleeps.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike::bench {

[[noreturn]] inline void die(const char *what)
{
    std::perror(what);
    std::exit(2);
}

inline std::int64_t nowNs()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

/// Sleeps in the kernel until an event or `untilNs`; below 0: without end. Never spins.
inline int waitEvents(int epoll, epoll_event *events, int most, std::int64_t untilNs)
{
    if (untilNs < 0)
        return epoll_wait(epoll, events, most, -1);
    const std::int64_t left = untilNs - nowNs();
    const timespec pause{left > 0 ? left / 1'000'000'000 : 0, left > 0 ? left % 1'000'000'000 : 0};
    return epoll_pwait2(epoll, events, most, &pause, nullptr);
}

inline sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

inline void sendAtOnce(int socket)
{
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// Thousands of connections need more than the usual 1,024 descriptors.
inline void allowManyFiles()
{
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

} // namespace turnpike::bench
