// SPDX-License-Identifier: GPL-3.0-or-later
// Who has a port, and which one is free. Reads /proc; blocks: not for the thread of a window.
#pragma once

#include <QString>

namespace turnpike {

/// "python3 (process 812)" for the process that listens on a TCP port of this machine; empty when
/// there is none, or when it belongs to another user and the system does not say.
QString portOwner(int port);

/// False for one that another program listens on, and for one that only an administrator may.
bool isPortFree(const QString &address, int port);

/// The first port after `port` that can be listened on at `address`; 0 when the next hundred
/// cannot.
int nextFreePort(const QString &address, int port);

} // namespace turnpike
