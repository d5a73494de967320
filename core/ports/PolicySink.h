// SPDX-License-Identifier: GPL-3.0-or-later
// How a new policy reaches the engine's workers.
#pragma once

#include "core/Policy.h"

namespace turnpike {

/// Takes each new snapshot into use.
class PolicySink
{
public:
    virtual ~PolicySink() = default;
    /// Returns only when every worker uses `policy` for each request it admits from then on, so
    /// that a key works or dies at once. Called on the control thread.
    virtual void publish(PolicyPointer policy) = 0;
};

} // namespace turnpike
