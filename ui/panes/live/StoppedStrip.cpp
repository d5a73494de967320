// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/StoppedStrip.h"

#include "core/ports/GatewayControl.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace turnpike::ui {

StoppedStrip::StoppedStrip(const Theme &theme, GatewayControl &gateway, QWidget *parent)
    : QFrame(parent)
    , m_gateway(gateway)
    , m_text(makeLabel({}, "quiet", this))
    , m_act(makeButton(theme, {}, {}, "small", this))
{
    setObjectName(QStringLiteral("stoppedStrip"));
    setProperty("surface", QStringLiteral("well"));
    m_text->setWordWrap(true);
    m_act->setObjectName(QStringLiteral("startProxy"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(14), theme.px(4), theme.px(8), theme.px(4));
    row->addWidget(m_text, 1);
    row->addWidget(m_act);
    hide();
    connect(m_act, &QPushButton::clicked, this, &StoppedStrip::act);
}

void StoppedStrip::act()
{
    if (m_gateway.status().state == GatewayStatus::State::Paused)
        m_gateway.setPaused(false);
    else
        m_gateway.start();
}

void StoppedStrip::follow()
{
    const GatewayStatus status = m_gateway.status();
    using State = GatewayStatus::State;
    const bool isPaused = status.state == State::Paused;
    const bool isDown = status.state == State::Stopped || status.state == State::Failed;
    setVisible(isPaused || isDown);
    if (isPaused)
        m_text->setText(tr("Not receiving: routing is paused, requests get 503"));
    else if (status.problem.isEmpty())
        m_text->setText(tr("Not receiving: proxy stopped"));
    else
        m_text->setText(tr("Not receiving: %1").arg(status.problem));
    m_act->setText(isPaused ? tr("Resume") : tr("Start"));
}

} // namespace turnpike::ui
