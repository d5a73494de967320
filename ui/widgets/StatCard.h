// SPDX-License-Identifier: GPL-3.0-or-later
// One figure of the overview: label, value, change, note and a line; pressing it opens what is
// behind it. 112 px high.
#pragma once

#include "models/Cell.h"

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

class StatCard : public QAbstractButton
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
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void tellName();

    const Theme &m_theme;
    QString m_label;
    QString m_value;
    QString m_note;
    CellBadge m_badge;
    QVector<qint64> m_spark;
    Tone m_sparkTone = Tone::Accent;
};

} // namespace turnpike::ui
