// SPDX-License-Identifier: GPL-3.0-or-later
// One figure of the overview: label, value, change, note and a line; pressing it opens what is
// behind it. 112 px high.
#pragma once

#include "models/Cell.h"
#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

class StatCard : public PaintedButton
{
    Q_OBJECT
public:
    explicit StatCard(const Theme &theme, QWidget *parent = nullptr);

    void setLabel(const QString &text);
    void setValue(const QString &text);
    void setBadge(const CellBadge &badge); ///< Empty text: none.
    void setNote(const QString &text);
    void setSpark(const QVector<qint64> &values, Tone tone = Tone::Accent);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tellName();

    QString m_label;
    QString m_value;
    QString m_note;
    CellBadge m_badge;
    QVector<qint64> m_spark;
    Tone m_sparkTone = Tone::Accent;
};

} // namespace turnpike::ui
