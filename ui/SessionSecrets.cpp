// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/SessionSecrets.h"

namespace turnpike::ui {

void SessionSecrets::keep(KeyId key, const Secret &secret)
{
    m_secrets[key] = secret;
    Q_EMIT changed();
}

void SessionSecrets::forget()
{
    m_secrets.clear();
    Q_EMIT changed();
}

const Secret *SessionSecrets::find(KeyId key) const
{
    const auto found = m_secrets.find(key);
    return found == m_secrets.end() ? nullptr : &found->second;
}

} // namespace turnpike::ui
