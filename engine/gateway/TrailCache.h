// SPDX-License-Identifier: GPL-3.0-or-later
// Decision trails by the decisions that they tell: most requests decide as one did before.
#pragma once

#include "core/Policy.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace turnpike {

struct RoutePlan;

/// One thread's. Cleared with each new policy.
class TrailCache
{
public:
    std::shared_ptr<const std::string> textOf(const RoutePlan &plan);
    void clear() { m_texts.clear(); }

private:
    void writeKey(const RoutePlan &plan);

    std::string m_key; ///< Scratch: the decisions, as bytes.
    std::unordered_map<std::string, std::shared_ptr<const std::string>, TransparentHash,
                       std::equal_to<>>
        m_texts;
};

} // namespace turnpike
