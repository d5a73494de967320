// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/StartPage.h"

#include "core/ports/GatewayControl.h"
#include "ui/firstrun/OfferCard.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

StartPage::StartPage(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_simulator(new OfferCard(theme,
                                {.icon = QStringLiteral("zap"),
                                 .tone = Tone::Simulated,
                                 .title = tr("Try it without any key"),
                                 .sentence = tr("A built-in simulator answers. Nothing leaves this "
                                                "machine."),
                                 .note = tr("OpenAI-compatible tools work unchanged; answers are "
                                            "made up."),
                                 .button = tr("Use the simulator")},
                                true, this))
    , m_provider(new OfferCard(theme,
                               {.icon = QStringLiteral("key-round"),
                                .tone = Tone::Info,
                                .title = tr("Add a provider key"),
                                .sentence = tr("Paste a key; it is tested and kept encrypted."),
                                .note = {},
                                .button = tr("Add provider key")},
                               false, this))
    , m_mark(new StateMark(theme, this, 14))
    , m_note(makeLabel({}, "small", this))
    , m_remedy(makeButton(theme, {}, {}, "link", this))
    , m_time(makeLabel(tr("About 1 minute to the first request"), "small", this))
{
    m_simulator->setBadge({tr("Simulated"), Tone::Simulated, Mark::Diamond});
    m_simulator->button()->setObjectName(QStringLiteral("useSimulator"));
    m_provider->button()->setObjectName(QStringLiteral("addProviderKey"));
    m_note->setObjectName(QStringLiteral("firstRunNote"));
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remedy->setObjectName(QStringLiteral("firstRunRemedy"));
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_time->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(40), theme.px(24), theme.px(40), theme.px(16));
    column->setSpacing(theme.px(14));
    column->addWidget(m_simulator);
    column->addWidget(m_provider);
    auto *below = new QHBoxLayout;
    below->setSpacing(theme.px(8));
    below->addWidget(m_mark);
    below->addWidget(m_note, 1);
    below->addWidget(m_remedy);
    below->addWidget(m_time);
    column->addLayout(below);
    column->addStretch(1);
    connect(m_simulator, &OfferCard::chosen, this, &StartPage::simulatorChosen);
    connect(m_provider, &OfferCard::chosen, this, &StartPage::providerChosen);
    connect(m_remedy, &QPushButton::clicked, this, [this] { Q_EMIT startAsked(m_freePort); });
    showNote({}, false);
}

void StartPage::setNote(const QString &note)
{
    m_ownNote = note;
}

void StartPage::takeFocus()
{
    m_simulator->button()->setFocus(Qt::OtherFocusReason);
}

void StartPage::setGateway(const GatewayStatus &status)
{
    using State = GatewayStatus::State;
    const VaultStatus &vault = status.vault;
    switch (vault.state) {
    case VaultStatus::State::Asking:
        m_provider->setNote(tr("Waiting for the system keychain, which may ask you first."));
        break;
    case VaultStatus::State::Open:
        m_provider->setNote(
            tr("Encrypted under a key in %1. Takes about 20 seconds.").arg(vault.place));
        break;
    case VaultStatus::State::Locked: m_provider->setNote(vault.problem, Tone::Warning); break;
    }
    const bool isDown = status.state == State::Failed || status.state == State::Stopped;
    m_freePort = isDown ? status.freePort : 0;
    if (!isDown)
        return showNote(m_ownNote, false);
    QString sentence = status.problem.isEmpty() ? tr("The gateway does not run.") : status.problem;
    if (!status.portOwner.isEmpty())
        sentence += QLatin1Char(' ') + tr("It belongs to %1.").arg(status.portOwner);
    m_remedy->setText(m_freePort > 0 ? tr("Use port %1").arg(m_freePort) : tr("Try again"));
    showNote(sentence, true);
}

void StartPage::showNote(const QString &sentence, bool isProblem)
{
    const bool isNews = isProblem && sentence != m_note->text();
    m_mark->setMark(isProblem ? Mark::Triangle : Mark::None, Tone::Warning);
    m_mark->setVisible(isProblem);
    m_note->setText(sentence);
    m_remedy->setVisible(isProblem);
    m_time->setVisible(!isProblem);
    if (isNews)
        announce(this, sentence);
}

} // namespace turnpike::ui
