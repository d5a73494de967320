// SPDX-License-Identifier: GPL-3.0-or-later
// Tells systemd how the service does: sd_notify(3)'s protocol without its library.
#pragma once

#include <string_view>

namespace turnpike {

/// Sends `state` ("READY=1", "STOPPING=1", "RELOADING=1") to $NOTIFY_SOCKET. False when there is no
/// such socket, as outside systemd, or it took nothing; neither keeps the service from working.
bool notifySystemd(std::string_view state);

} // namespace turnpike
