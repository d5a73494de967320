// SPDX-License-Identifier: GPL-3.0-or-later
// Scrolls a page of the assistant down where it is longer than the window, without moving its edge.
#pragma once

#include <QScrollArea>

class QVBoxLayout;

namespace turnpike::ui {

class Theme;

class PageScroll final : public QScrollArea
{
    Q_OBJECT

public:
    static constexpr int margin = 40; ///< At both sides, at 100 %.

    /// With a column of its own.
    PageScroll(const Theme &theme, QWidget *parent);

    QVBoxLayout *column() const { return m_column; }
    void showEnd();

private:
    void fit();

    const Theme &m_theme;
    QVBoxLayout *m_column = nullptr;
};

} // namespace turnpike::ui
