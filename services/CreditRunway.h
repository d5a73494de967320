// SPDX-License-Identifier: GPL-3.0-or-later
// What is left of the credit pool, and what a day costs.
#pragma once

#include "core/Id.h"
#include "core/Money.h"
#include "core/Result.h"

#include <cstdint>

namespace turnpike {

class Session;

struct CreditRunway
{
    static constexpr int meanDays = 7;

    bool isPoolOn = false;
    Money left;
    Money perDay; ///< Mean of the last whole days, meanDays or as many as there are; else 0.

    /// `today`: a day of core/Window.h. The pool of no organization is off.
    static Result<CreditRunway> read(Session &session, OrganizationId organization,
                                     std::int32_t today);
};

} // namespace turnpike
