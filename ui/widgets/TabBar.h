// SPDX-License-Identifier: GPL-3.0-or-later
// Underlined tabs of an inspector, 38 px high and 24 px apart; arrow keys move, as in any tab bar.
#pragma once

#include <QTabBar>

namespace turnpike::ui {

class Theme;

class TabBar : public QTabBar
{
    Q_OBJECT
public:
    explicit TabBar(const Theme &theme, QWidget *parent = nullptr);

    void setTabs(const QStringList &texts);
    /// A figure after the text; below 0: none.
    void setTabCount(int index, int figure);
    void setHeight(int at100);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString shownText(int index) const;

    const Theme &m_theme;
    int m_height = 38;
};

} // namespace turnpike::ui
