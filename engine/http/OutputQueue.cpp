// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/OutputQueue.h"

#include "engine/http/TlsSocket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace turnpike::http {

namespace {

constexpr std::size_t gatherLimit = 64;
constexpr std::size_t keptCapacity = 4096;

iovec toVector(std::string_view bytes)
{
    // sendmsg only reads; its struct has no const.
    return {const_cast<char *>(bytes.data()), bytes.size()};
}

} // namespace

OutputQueue::Result OutputQueue::send(int socket, std::span<const std::string_view> parts)
{
    if (parts.size() >= gatherLimit) {
        for (const std::string_view part : parts)
            append(part);
        parts = {};
    }
    std::array<iovec, gatherLimit> vectors;
    std::size_t count = 0;
    std::size_t total = size();
    if (total > 0)
        vectors[count++] = toVector(std::string_view(m_bytes).substr(m_sent));
    for (const std::string_view part : parts) {
        if (part.empty())
            continue;
        vectors[count++] = toVector(part);
        total += part.size();
    }
    if (total == 0)
        return Result::Sent;

    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        return Result::Broken;
    if (sent > 0 && static_cast<std::size_t>(sent) == total) {
        clear();
        return Result::Sent;
    }
    keepUnsent(parts, sent < 0 ? 0 : static_cast<std::size_t>(sent));
    return Result::Queued;
}

OutputQueue::Result OutputQueue::send(TlsSocket &socket, std::span<const std::string_view> parts)
{
    for (const std::string_view part : parts)
        append(part);
    while (!isEmpty()) {
        const iovec rest = toVector(std::string_view(m_bytes).substr(m_sent));
        const SocketResult sent = socket.write({&rest, 1});
        if (sent.status == SocketStatus::WantsWrite)
            return Result::Queued;
        if (sent.status != SocketStatus::Done) // Only a renegotiation would want to read first.
            return Result::Broken;
        m_sent += sent.count;
    }
    clear();
    return Result::Sent;
}

void OutputQueue::keepUnsent(std::span<const std::string_view> parts, std::size_t sent)
{
    const std::size_t ofQueue = std::min(sent, size());
    m_sent += ofQueue;
    sent -= ofQueue;
    for (std::string_view part : parts) {
        const std::size_t ofPart = std::min(sent, part.size());
        sent -= ofPart;
        append(part.substr(ofPart));
    }
}

void OutputQueue::append(std::string_view bytes)
{
    // Moving at most as much as was sent since keeps this linear.
    if (m_sent > 0 && m_sent >= size()) {
        m_bytes.erase(0, m_sent);
        m_sent = 0;
    }
    m_bytes.append(bytes);
}

void OutputQueue::clear()
{
    if (m_bytes.capacity() > keptCapacity)
        std::string().swap(m_bytes);
    else
        m_bytes.clear();
    m_sent = 0;
}

} // namespace turnpike::http
