// SPDX-License-Identifier: GPL-3.0-or-later
// The compiler's 128-bit integers, spelled so that -Wpedantic accepts them. For arithmetic only.
#pragma once

namespace turnpike {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

} // namespace turnpike
