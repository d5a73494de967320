// SPDX-License-Identifier: GPL-3.0-or-later
// Darkens a window behind a modal dialog for as long as it exists.
#pragma once

#include <QWidget>

namespace turnpike::ui {

class Theme;

class Scrim : public QWidget
{
    Q_OBJECT
public:
    Scrim(const Theme &theme, QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace turnpike::ui
