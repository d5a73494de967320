// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets of keys that were made while this window is open: to fill in snippets, and to copy them.
#pragma once

#include "core/Id.h"
#include "core/Secret.h"
#include "ui/SecretClipboard.h"

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
    /// Of all keys: another ledger is to be opened.
    void forget();
    /// Null when the key was not made in this session.
    const Secret *find(KeyId key) const;

    /// The way for any secret to the clipboard; goes on clearing it when its dialog is closed.
    SecretClipboard &clipboard() { return m_clipboard; }

Q_SIGNALS:
    void changed();

private:
    std::map<KeyId, Secret> m_secrets;
    SecretClipboard m_clipboard;
};

} // namespace turnpike::ui
