// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the desktop prefers dark: the portal's setting over D-Bus, else the palette's lightness.
#pragma once

#include <QDBusMessage>
#include <QObject>

class QPalette;

namespace turnpike::ui {

class SystemTone : public QObject
{
    Q_OBJECT
public:
    /// `palette` is the desktop's own, taken before ours is set.
    explicit SystemTone(const QPalette &palette);

    bool isDark() const { return m_isDark; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void take(const QDBusMessage &message);

private:
    void ask();
    void takeScheme(const QVariant &value);

    bool m_isDark = false;
};

} // namespace turnpike::ui
