// SPDX-License-Identifier: GPL-3.0-or-later
// A box on the ground of a tone: what must not be overlooked.
#pragma once

#include "models/Cell.h"

#include <QList>
#include <QWidget>

class QLabel;

namespace turnpike::ui {

class Theme;

/// Lay out its content as of any widget.
class TintBox final : public QWidget
{
    Q_OBJECT

public:
    TintBox(const Theme &theme, Tone tone, QWidget *parent);

    /// Gives the label the colour of the tone, from now on.
    void addText(QLabel *label);
    void setTone(Tone tone);
    Tone tone() const { return m_tone; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();

    const Theme &m_theme;
    Tone m_tone;
    QList<QLabel *> m_texts; ///< Children.
};

} // namespace turnpike::ui
