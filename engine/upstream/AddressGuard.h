// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which addresses the gateway may connect to.
#pragma once

#include "engine/upstream/Upstream.h"

#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <vector>

namespace turnpike {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
using Addresses = std::vector<boost::asio::ip::address>;

/// ForbiddenAddress for link-local, metadata, unspecified ("this network" included), multicast and
/// broadcast addresses, also when embedded in IPv6 (mapped, compatible, NAT64, 6to4); Loop for one
/// that reaches a listener of ours; nothing for all others, private and loopback ranges included
/// (local models). Pure.
///
/// A listener on a loopback address is reached by every loopback alias, one on the unspecified
/// address also by each of `machineAddresses`.
std::optional<UpstreamFailure> refusal(const boost::asio::ip::tcp::endpoint &target,
                                       const Endpoints &ownListeners,
                                       const Addresses &machineAddresses);

/// Of this machine's interfaces, as they are now.
Addresses machineAddresses();

} // namespace turnpike
