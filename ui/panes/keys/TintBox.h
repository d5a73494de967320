// SPDX-License-Identifier: GPL-3.0-or-later
// A box on the ground of a tone: what must not be overlooked.
#pragma once

#include "models/Cell.h"

#include <QWidget>

namespace turnpike::ui {

class Theme;

/// Lay out its content as of any widget; labels in it take the colour of the tone.
class TintBox final : public QWidget
{
    Q_OBJECT

public:
    TintBox(const Theme &theme, Tone tone, QWidget *parent);

    void setTone(Tone tone);
    Tone tone() const { return m_tone; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();

    const Theme &m_theme;
    Tone m_tone;
};

} // namespace turnpike::ui
