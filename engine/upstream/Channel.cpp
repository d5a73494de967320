// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Channel.h"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace turnpike {

Channel::Channel(Socket socket)
    : m_socket(std::move(socket))
    , m_descriptor(m_socket.native_handle())
{
    boost::system::error_code ignored;
    m_socket.non_blocking(true, ignored);
    m_socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

Channel::~Channel()
{
    abort();
}

void Channel::leaveLoop()
{
    m_socket.release();
}

Channel::Result Channel::read(char *buffer, std::size_t size)
{
    if (m_tls)
        return m_tls->read(buffer, size);
    const auto count = ::recv(m_descriptor, buffer, size, 0);
    if (count > 0)
        return {Status::Done, static_cast<std::size_t>(count)};
    if (count == 0)
        return {Status::Ended, 0};
    return {http::isTransient(errno) ? Status::WantsRead : Status::Broken};
}

Channel::Result Channel::write(std::span<const iovec> parts)
{
    return m_tls ? m_tls->write(parts) : sendParts(parts);
}

bool Channel::hasBuffered() const
{
    return m_tls && m_tls->hasBuffered();
}

Channel::Result Channel::sendParts(std::span<const iovec> parts)
{
    msghdr message{};
    message.msg_iov = const_cast<iovec *>(parts.data());
    message.msg_iovlen = parts.size();
    const auto count = ::sendmsg(m_descriptor, &message, MSG_NOSIGNAL);
    if (count >= 0)
        return {Status::Done, static_cast<std::size_t>(count)};
    return {http::isTransient(errno) ? Status::WantsWrite : Status::Broken};
}

void Channel::startTls(http::SslPointer ssl)
{
    m_tls = std::make_unique<http::TlsSocket>(std::move(ssl), m_descriptor);
}

Channel::Status Channel::shakeHands()
{
    return m_tls->shakeHands();
}

bool Channel::hasAgreedOnHttp2() const
{
    return m_tls && m_tls->protocol() == "h2";
}

void Channel::close()
{
    if (m_tls)
        m_tls->sayGoodbye();
    abort();
}

void Channel::abort()
{
    m_tls.reset();
    const int descriptor = std::exchange(m_descriptor, -1);
    boost::system::error_code ignored;
    if (m_socket.is_open())
        m_socket.close(ignored);
    else if (descriptor >= 0)
        ::close(descriptor);
}

} // namespace turnpike
