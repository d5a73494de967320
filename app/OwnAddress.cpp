// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/OwnAddress.h"

#include "engine/http/Message.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace turnpike {

namespace {

constexpr const char *localhostLiteral = "127.0.0.1"; ///< Every loopback alias is treated alike.

} // namespace

OwnAddress::OwnAddress(std::vector<std::string> addresses, std::vector<std::string> names,
                       std::uint16_t port)
    : m_addresses(std::move(addresses))
    , m_names(std::move(names))
    , m_port(std::make_shared<std::atomic<std::uint16_t>>(port))
{}

Endpoints OwnAddress::endpoints() const
{
    Endpoints own;
    const std::uint16_t port = *m_port;
    for (const std::string &text : m_addresses) {
        boost::system::error_code invalid;
        const auto address = boost::asio::ip::make_address(text, invalid);
        if (!invalid && port != 0)
            own.emplace_back(address, port);
    }
    return own;
}

bool OwnAddress::isReachedBy(const Origin &origin) const
{
    const bool isOurName = std::ranges::any_of(
        m_names, [&](const std::string &name) { return http::sameName(origin.host, name); });
    if (isOurName && origin.port == *m_port)
        return true;
    const bool isLocalhost = http::sameName(origin.host, "localhost");
    boost::system::error_code invalid;
    const auto address = boost::asio::ip::make_address(
        isLocalhost ? localhostLiteral : origin.host.c_str(), invalid);
    return !invalid
        && refusal({address, origin.port}, endpoints(), machineAddresses())
        == UpstreamFailure::Loop;
}

} // namespace turnpike
