// SPDX-License-Identifier: GPL-3.0-or-later
// Says that nothing can arrive, and offers what changes that.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace turnpike {
class GatewayControl;
}

namespace turnpike::ui {

class Theme;

class StoppedStrip final : public QFrame
{
    Q_OBJECT

public:
    StoppedStrip(const Theme &theme, GatewayControl &gateway, QWidget *parent = nullptr);

    /// Shows itself, or not, by how the gateway is.
    void follow();

private:
    void act();

    GatewayControl &m_gateway;
    QLabel *m_text;
    QPushButton *m_act;
};

} // namespace turnpike::ui
