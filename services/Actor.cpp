// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/Actor.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Result<> authorize(const Actor &actor, Permission permission)
{
    if (actor.role() == Actor::Role::Admin || permission == Permission::ViewOwnUsage)
        return {};
    if (actor.key())
        return fail(ErrorCode::Forbidden, u"Only management keys can do this."_s);
    return fail(ErrorCode::Forbidden, u"This needs the admin role."_s);
}

} // namespace turnpike
