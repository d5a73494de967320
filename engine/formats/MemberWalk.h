// SPDX-License-Identifier: GPL-3.0-or-later
// What the strict readers of all client formats do with the members of an object.
#pragma once

#include "engine/wire/RequestWalk.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace turnpike {

/// Reads an object's named members with `read(index)`; the others are skipped.
template <std::size_t Size, typename Read>
RequestWalk::Members readMembers(RequestWalk &walk, const std::string_view (&names)[Size],
                                 Read read)
{
    RequestWalk::Members members;
    while (walk.nextMember(names, members)) {
        if (members.known == RequestWalk::Members::unknown) {
            walk.skip();
            continue;
        }
        walk.push(names[members.known]);
        read(members.known);
        walk.pop();
    }
    return members;
}

/// The bytes of the value at the cursor, which is skipped.
inline std::int64_t rawSize(RequestWalk &walk)
{
    return static_cast<std::int64_t>(walk.skip().text.size());
}

inline void refuseMember(RequestWalk &walk, std::string_view name, std::string_view expectation)
{
    walk.push(name);
    walk.refuse(expectation);
    walk.pop();
}

} // namespace turnpike
