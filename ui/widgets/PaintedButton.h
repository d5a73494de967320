// SPDX-License-Identifier: GPL-3.0-or-later
// A button that paints itself in the colours of the theme: rows, tiles, cards and pills.
#pragma once

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

class PaintedButton : public QAbstractButton
{
    Q_OBJECT

public:
    PaintedButton(const Theme &theme, QWidget *parent);

protected:
    const Theme &theme() const { return m_theme; }
    bool isHovered() const { return isEnabled() && underMouse(); }
    /// A rounded rectangle of the whole widget with a line of one device pixel; invalid colours
    /// leave out.
    void paintBox(QPainter &painter, const QColor &fill, const QColor &line, int radius) const;
    /// At logical pixels of 100 %, centred vertically on `centreY`.
    void paintIcon(QPainter &painter, const QString &name, int x, int centreY, int size,
                   const QColor &colour) const;
    bool event(QEvent *event) override;
    /// Enter presses, as Space does.
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace turnpike::ui
