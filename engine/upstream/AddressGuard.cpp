// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/AddressGuard.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <ifaddrs.h>
#include <netinet/in.h>

namespace turnpike {

namespace ip = boost::asio::ip;

namespace {

using Bytes6 = ip::address_v6::bytes_type;

ip::address_v4 ipv4At(const Bytes6 &bytes, std::size_t at)
{
    return ip::address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
}

bool startsWith(const Bytes6 &bytes, std::initializer_list<unsigned char> prefix)
{
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

/// The IPv4 address that packets to this IPv6 address end at, if any.
std::optional<ip::address_v4> embeddedIpv4(const ip::address_v6 &address)
{
    const Bytes6 bytes = address.to_bytes();
    if (address.is_v4_mapped())
        return ipv4At(bytes, 12);
    if (startsWith(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) // NAT64, RFC 6052
        return ipv4At(bytes, 12);
    if (startsWith(bytes, {0x20, 0x02})) // 6to4, RFC 3056
        return ipv4At(bytes, 2);
    const bool isCompatible = startsWith(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
        && !address.is_loopback() && !address.is_unspecified();
    return isCompatible ? std::optional(ipv4At(bytes, 12)) : std::nullopt;
}

bool isForbidden(const ip::address_v4 &address)
{
    const auto bytes = address.to_bytes();
    if (bytes[0] == 0 || (bytes[0] == 169 && bytes[1] == 254) || address.is_multicast())
        return true;
    static const std::array metadata{
        ip::make_address_v4("255.255.255.255"), // Broadcast.
        ip::make_address_v4("100.100.100.200"), // Alibaba Cloud.
        ip::make_address_v4("168.63.129.16"), // Azure's host agent.
        ip::make_address_v4("192.0.0.192"), // Oracle Cloud.
    };
    return std::find(metadata.begin(), metadata.end(), address) != metadata.end();
}

bool isForbidden(const ip::address_v6 &address)
{
    if (address.is_link_local() || address.is_unspecified() || address.is_multicast())
        return true;
    static const std::array metadata{
        ip::make_address_v6("fd00:ec2::254"), // AWS.
        ip::make_address_v6("fd20:ce::254"), // Google Cloud.
        ip::make_address_v6("fd00:42::42"), // Scaleway.
    };
    const ip::address_v6 unscoped(address.to_bytes());
    return std::find(metadata.begin(), metadata.end(), unscoped) != metadata.end();
}

/// IPv4 in IPv6 clothes becomes IPv4; a scope is dropped.
ip::address undressed(const ip::address &address)
{
    if (address.is_v4())
        return address;
    if (const auto inner = embeddedIpv4(address.to_v6()))
        return *inner;
    return ip::address_v6(address.to_v6().to_bytes());
}

bool reaches(const ip::address &target, const ip::address &listener, const Addresses &machine)
{
    if (target == listener)
        return true;
    if (target.is_loopback())
        return listener.is_loopback() || listener.is_unspecified();
    if (!listener.is_unspecified())
        return false;
    return std::any_of(machine.begin(), machine.end(),
                       [&](const ip::address &own) { return undressed(own) == target; });
}

} // namespace

std::optional<UpstreamFailure> refusal(const ip::tcp::endpoint &target,
                                       const Endpoints &ownListeners,
                                       const Addresses &machineAddresses)
{
    const ip::address address = undressed(target.address());
    if (address.is_v4() ? isForbidden(address.to_v4()) : isForbidden(address.to_v6()))
        return UpstreamFailure::ForbiddenAddress;
    for (const auto &listener : ownListeners)
        if (listener.port() == target.port()
            && reaches(address, undressed(listener.address()), machineAddresses))
            return UpstreamFailure::Loop;
    return std::nullopt;
}

Addresses machineAddresses()
{
    Addresses found;
    ifaddrs *first = nullptr;
    if (::getifaddrs(&first) != 0)
        return found;
    for (const ifaddrs *each = first; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr)
            continue;
        if (each->ifa_addr->sa_family == AF_INET) {
            const auto *address = reinterpret_cast<const sockaddr_in *>(each->ifa_addr);
            found.emplace_back(ip::address_v4(ntohl(address->sin_addr.s_addr)));
        } else if (each->ifa_addr->sa_family == AF_INET6) {
            const auto *address = reinterpret_cast<const sockaddr_in6 *>(each->ifa_addr);
            Bytes6 bytes;
            std::memcpy(bytes.data(), &address->sin6_addr, bytes.size());
            found.emplace_back(ip::address_v6(bytes));
        }
    }
    ::freeifaddrs(first);
    return found;
}

} // namespace turnpike
