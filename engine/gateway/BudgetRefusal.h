// SPDX-License-Identifier: GPL-3.0-or-later
// Says whose limit refused a request, and when to try again.
#pragma once

#include "core/Policy.h"
#include "engine/wire/ErrorBody.h"

namespace turnpike {

/// 402 for a key's limit and for the credit pool, 403 for every other budget, 429 with Retry-After
/// when only held money stood in the way (product.md, "Requests" 7; money-and-journal 1.6).
ApiError budgetRefusal(const HoldOutcome &outcome, const BudgetScope &scope, const KeyPolicy &key);

} // namespace turnpike
