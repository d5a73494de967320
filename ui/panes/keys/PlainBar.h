// SPDX-License-Identifier: GPL-3.0-or-later
// A bar that stands beside words which say the same.
#pragma once

#include "models/Cell.h"

#include <QWidget>

namespace turnpike::ui {

class Theme;

/// As wide as it is laid out, 6 px high unless told otherwise.
class PlainBar final : public QWidget
{
    Q_OBJECT

public:
    explicit PlainBar(const Theme &theme, QWidget *parent, int height = 6);

    void setPart(int perMille, Tone tone = Tone::Accent);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_height;
    int m_perMille = 0;
    Tone m_tone = Tone::Accent;
};

} // namespace turnpike::ui
