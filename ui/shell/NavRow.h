// SPDX-License-Identifier: GPL-3.0-or-later
// One entry of the sidebar.
#pragma once

#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

class NavRow final : public PaintedButton
{
    Q_OBJECT

public:
    NavRow(const Theme &theme, const QString &title, const QString &icon, QWidget *parent);

    void setCurrent(bool isCurrent);
    bool isCurrent() const { return m_isCurrent; }
    /// Trailing, quiet: "42/min". Empty for none.
    void setFigure(const QString &figure);
    /// Icon only.
    void setRail(bool isRail);
    /// Portable text of its key, for the tooltip.
    void setShortcutHint(const QString &shortcut);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void describe();

    QString m_icon;
    QString m_figure;
    QString m_shortcut;
    bool m_isCurrent = false;
    bool m_isRail = false;
};

} // namespace turnpike::ui
