// SPDX-License-Identifier: GPL-3.0-or-later
// One page of a report on screen, fitted, by the painter that prints it.
#pragma once

#include "reports/PageLayout.h"

#include <QWidget>

namespace turnpike::ui {

class Theme;

/// Arrow keys, Page Up, Page Down, Home and End turn the pages.
class PageView final : public QWidget
{
    Q_OBJECT

public:
    PageView(const Theme &theme, const PageLayout &layout, QWidget *parent = nullptr);

    int page() const { return m_page; } ///< From 0.
    int pageCount() const { return static_cast<int>(m_layout.pages.size()); }
    void setPage(int page); ///< Clamped.
    QString placeText() const; ///< "Page 2 of 7"

    QSize sizeHint() const override;

Q_SIGNALS:
    void pageChanged(int page);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    QRectF paper() const;

    const Theme &m_theme;
    const PageLayout &m_layout;
    int m_page = 0;
    int m_turned = 0; ///< Eighths of a degree since the last page.
};

} // namespace turnpike::ui
