// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/ToolKey.h"

#include "ui/SessionSecrets.h"

namespace turnpike::ui {

std::optional<Key> toolKey(const QList<Key> &keys, const SessionSecrets &secrets,
                           std::int64_t nowUs)
{
    const Key *best = nullptr;
    for (const Key &key : keys) {
        if (key.isDisabled || (key.expiresUs != 0 && key.expiresUs <= nowUs))
            continue;
        const bool isKnown = secrets.find(key.id) != nullptr;
        const bool isBestKnown = best && secrets.find(best->id) != nullptr;
        if (!best || (isKnown && (!isBestKnown || best->id.value < key.id.value)))
            best = &key;
    }
    return best ? std::optional(*best) : std::nullopt;
}

} // namespace turnpike::ui
