// SPDX-License-Identifier: GPL-3.0-or-later
// A remedy that can be pressed: what is wrong, what to do, and an arrow.
#pragma once

#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

class HintRow final : public PaintedButton
{
    Q_OBJECT

public:
    HintRow(const Theme &theme, const QString &title, QWidget *parent);

    void setDetail(const QString &detail);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_detail;
};

} // namespace turnpike::ui
