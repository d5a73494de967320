// SPDX-License-Identifier: GPL-3.0-or-later
// The line under the header: the most important banner, or nothing.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace turnpike::ui {

class ElidedLabel;
class Notices;
class Theme;

class BannerBar final : public QWidget
{
    Q_OBJECT

public:
    BannerBar(const Theme &theme, Notices &notices, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();

    const Theme &m_theme;
    Notices &m_notices;
    QLabel *m_icon;
    ElidedLabel *m_sentence;
    QPushButton *m_action;
    QToolButton *m_close;
    QString m_announced;
};

} // namespace turnpike::ui
