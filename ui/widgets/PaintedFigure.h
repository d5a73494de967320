// SPDX-License-Identifier: GPL-3.0-or-later
// Base of small painted figures: for assistive programs a graphic with a name instead of a nameless
// filler. Whoever places one gives it the name.
#pragma once

#include <QWidget>

namespace turnpike::ui {

class Theme;

class PaintedFigure : public QWidget
{
    Q_OBJECT
public:
    explicit PaintedFigure(const Theme &theme, QWidget *parent = nullptr);

protected:
    const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
};

} // namespace turnpike::ui
