// SPDX-License-Identifier: GPL-3.0-or-later
// Copies secrets so that they do not stay on the clipboard.
#pragma once

#include "core/Secret.h"

#include <QObject>

#include <chrono>

class QMimeData;
class QTimer;

namespace turnpike::ui {

/// What it copies is flagged for clipboard managers as a password, and taken away after a minute
/// unless something else was copied meanwhile; also when it is destroyed. Lives on the GUI thread.
class SecretClipboard final : public QObject
{
    Q_OBJECT

public:
    explicit SecretClipboard(QObject *parent = nullptr);
    ~SecretClipboard() override;

    void setKeepTime(std::chrono::milliseconds time) { m_keepTime = time; }
    std::chrono::milliseconds keepTime() const { return m_keepTime; }

    /// A text for clipboard or selection that clipboard managers are asked not to keep.
    static QMimeData *flagged(const QString &text);
    void copy(const Secret &secret);
    /// 0 when nothing of ours is to be cleared.
    std::chrono::milliseconds timeLeft() const;

Q_SIGNALS:
    void cleared();

private:
    void clear();

    Secret m_copied;
    std::chrono::milliseconds m_keepTime{60'000};
    QTimer *m_timer;
};

} // namespace turnpike::ui
