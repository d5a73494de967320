// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets of keys that were made while this window is open, so that snippets can be filled in.
#pragma once

#include "core/Id.h"
#include "core/Secret.h"

#include <QObject>

#include <map>

namespace turnpike::ui {

/// In memory only, and wiped with the window: never in settings, in navigation history or on disk.
/// Lives on the GUI thread.
class SessionSecrets final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void keep(KeyId key, const Secret &secret);
    /// Null when the key was not made in this session, or was forgotten.
    const Secret *find(KeyId key) const;
    void forget(KeyId key);

Q_SIGNALS:
    void changed();

private:
    std::map<KeyId, Secret> m_secrets;
};

} // namespace turnpike::ui
