// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/OwnAddress.h"

#include "engine/http/Message.h"

#include <boost/asio/ip/address.hpp>

namespace turnpike {

namespace {

constexpr const char *localhostLiteral = "127.0.0.1"; ///< Every loopback alias is treated alike.

} // namespace

OwnAddress::OwnAddress(std::string address, std::uint16_t port)
    : m_address(std::move(address))
    , m_port(std::make_shared<std::atomic<std::uint16_t>>(port))
{}

Endpoints OwnAddress::endpoints() const
{
    boost::system::error_code invalid;
    const auto address = boost::asio::ip::make_address(m_address, invalid);
    const std::uint16_t port = *m_port;
    if (invalid || port == 0)
        return {};
    return {{address, port}};
}

bool OwnAddress::isReachedBy(const Origin &origin) const
{
    const bool isLocalhost = http::sameName(origin.host, "localhost");
    boost::system::error_code invalid;
    const auto address = boost::asio::ip::make_address(
        isLocalhost ? localhostLiteral : origin.host.c_str(), invalid);
    return !invalid
        && refusal({address, origin.port}, endpoints(), machineAddresses())
        == UpstreamFailure::Loop;
}

} // namespace turnpike
