// SPDX-License-Identifier: GPL-3.0-or-later
// A bordered button with a menu under it.
#pragma once

#include <QPushButton>

class QMenu;

namespace turnpike::ui {

class Theme;

class MenuButton : public QPushButton
{
    Q_OBJECT

public:
    MenuButton(const Theme &theme, const QString &text, const QString &icon,
               QWidget *parent = nullptr);

    /// Of the button; where its actions are added.
    QMenu *actionMenu() const { return m_menu; }
    /// Opens the menu with its first action chosen.
    void open();

protected:
    const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
    QMenu *m_menu;
};

} // namespace turnpike::ui
