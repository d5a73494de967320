// SPDX-License-Identifier: GPL-3.0-or-later
// A remedy that can be pressed: what is wrong, what to do, and an arrow.
#pragma once

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

class HintRow final : public QAbstractButton
{
    Q_OBJECT

public:
    HintRow(const Theme &theme, const QString &title, QWidget *parent);

    void setDetail(const QString &detail);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const Theme &m_theme;
    QString m_detail;
};

} // namespace turnpike::ui
