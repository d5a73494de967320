// SPDX-License-Identifier: GPL-3.0-or-later
// How far a limit is used, as bar and words: "$31.20 of $80 / day".
#pragma once

#include "models/Cell.h"
#include "ui/widgets/PaintedFigure.h"

namespace turnpike::ui {

class LimitBar : public PaintedFigure
{
    Q_OBJECT
public:
    explicit LimitBar(const Theme &theme, QWidget *parent = nullptr);

    /// 1000 is the whole limit. The tone follows the share: see limitTone.
    void setShare(int perMille);
    void setTone(Tone tone);
    /// Words after the bar; both empty: the bar takes the whole width. They are the name, too.
    void setTexts(const QString &used, const QString &limit);
    void setBarWidth(int at100); ///< With words beside it; 160 unless set.

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_perMille = 0;
    Tone m_tone = Tone::Accent;
    QString m_used;
    QString m_limit;
    int m_barWidth = 160;
};

} // namespace turnpike::ui
