// SPDX-License-Identifier: GPL-3.0-or-later
// Where our own gateway listens, for those who must not lead a provider there.
#pragma once

#include "core/Policy.h"
#include "engine/upstream/AddressGuard.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace turnpike {

/// Copies are one: what one is told, all know. Thread-safe.
class OwnAddress
{
public:
    /// `names`: by which clients reach us besides. `port`: the configured one; 0 until the real one
    /// is told.
    OwnAddress(std::vector<std::string> addresses, std::vector<std::string> names,
               std::uint16_t port);

    void setPort(std::uint16_t port) { *m_port = port; }
    /// Empty while no port is known.
    Endpoints endpoints() const;
    /// True for an address literal, "localhost" or a name of ours that leads to us. Others are not
    /// looked up here:
    /// the connection itself checks what they resolve to.
    bool isReachedBy(const Origin &origin) const;

private:
    std::vector<std::string> m_addresses;
    std::vector<std::string> m_names;
    std::shared_ptr<std::atomic<std::uint16_t>> m_port;
};

} // namespace turnpike
