// SPDX-License-Identifier: GPL-3.0-or-later
// One series of a ChartLegend.
#pragma once

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

class LegendRow final : public QAbstractButton
{
    Q_OBJECT

public:
    struct Content
    {
        QColor colour;
        QString name;
        QString value;
        QString share; ///< Empty: none.
        QString spoken;
        bool isMarked = false;
        bool isHidden = false;

        bool operator==(const Content &) const = default;
    };

    LegendRow(const Theme &theme, int height, QWidget *parent);

    void setContent(const Content &content);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

Q_SIGNALS:
    void isolated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    const Theme &m_theme;
    int m_height;
    Content m_content;
};

} // namespace turnpike::ui
