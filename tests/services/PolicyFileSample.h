// SPDX-License-Identifier: GPL-3.0-or-later
// Policy files that tests begin from. In a file of their own, since moc stumbles over raw strings.
#pragma once

namespace turnpike {

/// Every section, with references env:FIRST_KEY and env:FIXED_KEY.
extern const char *const wholePolicyFile;
/// Providers and models emptied, one of the keys left, no other section.
extern const char *const fewerPolicyFile;

} // namespace turnpike
