// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MenuButton.h"

#include "ui/theme/Theme.h"

#include <QMenu>

namespace turnpike::ui {

MenuButton::MenuButton(const Theme &theme, const QString &text, const QString &icon,
                       QWidget *parent)
    : QPushButton(text, parent)
    , m_theme(theme)
    , m_menu(new QMenu(this))
{
    setAutoDefault(false);
    const auto follow = [this, icon] {
        setIcon(m_theme.icon(icon, m_theme.colours().text2));
        // Wider than high: Qt puts only 4 px between icon and text.
        setIconSize(QSize(m_theme.px(20), m_theme.px(16)));
    };
    connect(&theme, &Theme::changed, this, follow);
    follow();
    connect(this, &QPushButton::clicked, this, &MenuButton::open);
}

void MenuButton::open()
{
    if (m_menu->isEmpty())
        return;
    m_menu->popup(mapToGlobal(QPoint(0, height() + m_theme.px(4))));
    m_menu->setActiveAction(m_menu->actions().constFirst());
}

} // namespace turnpike::ui
