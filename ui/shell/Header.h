// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the window: the way back, where one is, search, and the menu.
#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;

namespace turnpike::ui {

class Badge;
class Navigation;
class Theme;

class Header final : public QWidget
{
    Q_OBJECT

public:
    Header(const Theme &theme, Navigation &navigation, QWidget *parent);

    /// An empty scope has no chip.
    void setPlace(const QString &title, const QString &scope);
    /// The ≡ menu; asked for each time it opens, and owned by the caller.
    void setMenu(QMenu *menu);

Q_SIGNALS:
    void searchAsked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    void applySizes();

    const Theme &m_theme;
    Navigation &m_navigation;
    QToolButton *m_back;
    QToolButton *m_forward;
    QLabel *m_title;
    Badge *m_scope;
    QWidget *m_search; ///< As wide as there is room for; at worst an icon.
    QToolButton *m_menu;
};

} // namespace turnpike::ui
