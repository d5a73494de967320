// SPDX-License-Identifier: GPL-3.0-or-later
// One figure of the metric strip: a label, a value and how it has changed.
#pragma once

#include "models/Cell.h"

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

class MetricCell final : public QAbstractButton
{
    Q_OBJECT

public:
    struct Content
    {
        QString value;
        QString change; ///< Empty: none.
        Tone tone = Tone::Faint;
        QString exact; ///< The tooltip.
        QString spoken;
    };

    /// One that is no choice cannot be pressed.
    MetricCell(const Theme &theme, const QString &label, bool isChoice, QWidget *parent);

    void setContent(const Content &content);
    const Content &content() const { return m_content; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Content m_content;
};

} // namespace turnpike::ui
