// SPDX-License-Identifier: GPL-3.0-or-later
// A line between two parts of a card.
#pragma once

#include <QWidget>

namespace turnpike::ui {

class Theme;

class Hairline final : public QWidget
{
    Q_OBJECT

public:
    Hairline(const Theme &theme, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace turnpike::ui
