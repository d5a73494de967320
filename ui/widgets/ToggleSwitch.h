// SPDX-License-Identifier: GPL-3.0-or-later
// On or off at once, without a Save: 36 x 20.
#pragma once

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

class ToggleSwitch : public QAbstractButton
{
    Q_OBJECT
public:
    ToggleSwitch(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace turnpike::ui
