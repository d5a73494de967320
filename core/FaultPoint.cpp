// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/FaultPoint.h"

#ifdef TURNPIKE_FAULT_POINTS

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <unistd.h>

namespace turnpike {

namespace {

struct KillOrder
{
    int step = 0;
    int passage = 1;
};

KillOrder readOrder()
{
    KillOrder order;
    if (const char *text = std::getenv("TURNPIKE_KILL_AT")) {
        char *rest = nullptr;
        order.step = static_cast<int>(std::strtol(text, &rest, 10));
        if (*rest == ':')
            order.passage = static_cast<int>(std::strtol(rest + 1, nullptr, 10));
    }
    return order;
}

} // namespace

void faultPoint(FaultStep step)
{
    static const KillOrder order = readOrder();
    static std::atomic<int> passages = 0;
    if (static_cast<int>(step) == order.step && ++passages == order.passage)
        ::kill(::getpid(), SIGKILL);
}

} // namespace turnpike

#endif
