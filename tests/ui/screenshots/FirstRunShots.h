// SPDX-License-Identifier: GPL-3.0-or-later
// The three steps of the first-run assistant, light and dark, over a new and empty ledger.
#pragma once

#include "ui/firstrun/FirstRunWindow.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace turnpike::ui {
class Theme;
}

/// Goes on with each step when it is reached, and ends the program with 0, or with 1 when a picture
/// cannot be written or a step does not come.
class FirstRunShots final : public QObject
{
public:
    FirstRunShots(turnpike::ui::Theme &theme, const QString &folder);

    void start();

private:
    void next();
    bool shoot(turnpike::ui::FirstRunWindow &window, const QString &name);
    void press(turnpike::ui::FirstRunWindow &window, const QString &button);

    turnpike::ui::Theme &m_theme;
    const QString m_folder;
    QTimer m_timer;
    int m_at = 0;
    int m_turns = 0;
    bool m_isDark = false;
};
