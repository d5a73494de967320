// SPDX-License-Identifier: GPL-3.0-or-later
// Plans a request that nobody sent, with the gateway's planner, policy and health book.
#pragma once

#include "core/Policy.h"
#include "core/RoutePreview.h"

#include <memory>

namespace turnpike {

class Clock;
class HealthBook;
class ModelIndex;

/// Keeps the index of the newest policy that it was asked about. For one thread.
class RoutePreviewer
{
public:
    /// Where chance decides, the order is that of so many plans.
    static constexpr int draws = 400;

    explicit RoutePreviewer(const Clock &clock);
    ~RoutePreviewer();

    /// Takes some tens of microseconds a model, and no lock.
    RoutePreview preview(const PolicyPointer &policy, const HealthBook &health,
                         const RoutePreviewQuestion &question);

private:
    const Clock &m_clock;
    PolicyPointer m_policy; ///< That of m_index.
    std::unique_ptr<const ModelIndex> m_index;
};

} // namespace turnpike
