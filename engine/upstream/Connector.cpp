// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Connector.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <utility>

namespace turnpike {

namespace {

/// The addresses that we may connect to; if there is none, why.
struct Checked
{
    Endpoints allowed;
    UpstreamFailure failure = UpstreamFailure::Resolve;
};

Checked check(const Addresses &addresses, std::uint16_t port, const Endpoints &ownListeners)
{
    const bool listensEverywhere
        = std::any_of(ownListeners.begin(), ownListeners.end(),
                      [](const auto &each) { return each.address().is_unspecified(); });
    const Addresses machine = listensEverywhere ? machineAddresses() : Addresses{};
    Checked checked;
    for (const auto &address : addresses) {
        const boost::asio::ip::tcp::endpoint target(address, port);
        const auto refused = refusal(target, ownListeners, machine);
        if (!refused)
            checked.allowed.push_back(target);
        else if (checked.failure != UpstreamFailure::Loop)
            checked.failure = *refused;
    }
    if (checked.failure == UpstreamFailure::Loop)
        checked.allowed.clear(); // The name is ours, whatever else it may mean.
    return checked;
}

} // namespace

std::string authorityOf(const Origin &origin, bool withPort)
{
    const bool isIpv6 = origin.host.find(':') != std::string::npos;
    std::string authority = isIpv6 ? "[" + origin.host + "]" : origin.host;
    if (withPort || origin.port != (origin.isTls ? 443 : 80))
        authority += ":" + std::to_string(origin.port);
    return authority;
}

Connector::Connector(const ConnectParts &parts, const ConnectTarget &target, TlsSession &session,
                     Done done)
    : m_parts(parts)
    , m_target(target)
    , m_session(session)
    , m_done(std::move(done))
{}

void Connector::start()
{
    boost::system::error_code notLiteral;
    const auto literal = boost::asio::ip::make_address(m_target.origin.host, notLiteral);
    if (m_target.proxy && !notLiteral) {
        // The proxy would connect to it for us.
        const Checked checked = check({literal}, m_target.origin.port, m_parts.ownListeners);
        if (checked.allowed.empty())
            return fail(checked.failure);
    }
    if (m_target.proxy && m_target.proxy->isTls)
        return fail(UpstreamFailure::Proxy); // Proxies are spoken to in plain HTTP only.
    const Origin &first = m_target.proxy ? *m_target.proxy : m_target.origin;
    m_parts.resolver.resolve(first.host, [weak = weak_from_this()](const Addresses &addresses) {
        if (const auto self = weak.lock())
            self->onAddresses(addresses);
    });
}

void Connector::onAddresses(const Addresses &addresses)
{
    const Origin &first = m_target.proxy ? *m_target.proxy : m_target.origin;
    Checked checked = check(addresses, first.port, m_parts.ownListeners);
    if (checked.allowed.empty())
        return fail(checked.failure);
    m_dialer = std::make_shared<Dialer>(
        m_parts.context, std::move(checked.allowed), m_parts.stagger,
        [this](std::optional<Dialer::Socket> socket) { onDialed(std::move(socket)); });
    m_dialer->start();
}

void Connector::onDialed(std::optional<Dialer::Socket> socket)
{
    if (!socket)
        return fail(UpstreamFailure::Connect);
    m_channel = std::make_unique<Channel>(std::move(*socket));
    if (m_target.proxy)
        askProxy();
    else if (m_target.origin.isTls)
        startTls();
    else
        succeed();
}

void Connector::askProxy()
{
    const std::string authority = authorityOf(m_target.origin, true);
    m_proxyRequest = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    sendToProxy();
}

void Connector::sendToProxy()
{
    const iovec part{m_proxyRequest.data(), m_proxyRequest.size()};
    const Channel::Result sent = m_channel->write({&part, 1});
    if (sent.status == Channel::Status::Broken)
        return fail(UpstreamFailure::Proxy);
    m_proxyRequest.erase(0, sent.count);
    if (m_proxyRequest.empty())
        waitThen(true, &Connector::readFromProxy);
    else
        waitThen(false, &Connector::sendToProxy);
}

void Connector::readFromProxy()
{
    std::array<char, 4'096> buffer;
    const Channel::Result got = m_channel->read(buffer.data(), buffer.size());
    if (got.status == Channel::Status::WantsRead)
        return waitThen(true, &Connector::readFromProxy);
    if (got.status != Channel::Status::Done)
        return fail(UpstreamFailure::Proxy);
    const auto step = m_proxyAnswer.next({buffer.data(), got.count});
    if (step.event == http::ResponseParser::Event::NeedMore)
        return waitThen(true, &Connector::readFromProxy);
    const bool isOpen = step.event == http::ResponseParser::Event::Head
        && m_proxyAnswer.status() / 100 == 2 && step.consumed == got.count;
    if (!isOpen) // Bytes after the head would not be the origin's: it has not been spoken to.
        return fail(UpstreamFailure::Proxy);
    if (m_target.origin.isTls)
        startTls();
    else
        succeed();
}

void Connector::startTls()
{
    auto ssl = m_parts.tls.open(m_target.origin, m_target.caFile, TlsContexts::Offer::Http2AndHttp1,
                                m_session);
    if (!ssl)
        return fail(UpstreamFailure::Tls);
    m_channel->startTls(std::move(ssl));
    shakeHands();
}

void Connector::shakeHands()
{
    switch (m_channel->shakeHands()) {
    case Channel::Status::Done: return succeed();
    case Channel::Status::WantsRead: return waitThen(true, &Connector::shakeHands);
    case Channel::Status::WantsWrite: return waitThen(false, &Connector::shakeHands);
    case Channel::Status::Ended:
    case Channel::Status::Broken: break;
    }
    m_session.newest.reset(); // If a resumption was refused rudely, the next try starts anew.
    fail(UpstreamFailure::Tls);
}

void Connector::waitThen(bool forReading, void (Connector::*next)())
{
    using boost::asio::ip::tcp;
    m_channel->socket().async_wait(
        forReading ? tcp::socket::wait_read : tcp::socket::wait_write,
        [weak = weak_from_this(), next](const boost::system::error_code &error) {
            const auto self = weak.lock();
            if (self && !error)
                (self.get()->*next)();
        });
}

void Connector::fail(UpstreamFailure failure)
{
    m_channel.reset();
    // Posted, since literals and cached names fail before start() returns.
    boost::asio::post(m_parts.context, [weak = weak_from_this(), failure] {
        const auto self = weak.lock();
        if (self && self->m_done)
            std::exchange(self->m_done, nullptr)(*self, {nullptr, failure, false});
    });
}

void Connector::succeed()
{
    const bool isHttp2 = m_channel->hasAgreedOnHttp2();
    std::exchange(m_done, nullptr)(*this,
                                   {std::move(m_channel), UpstreamFailure::Connect, isHttp2});
}

} // namespace turnpike
