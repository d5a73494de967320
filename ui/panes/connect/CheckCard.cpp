// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/CheckCard.h"

#include "core/Format.h"
#include "ui/panes/connect/CheckPanel.h"
#include "ui/panes/connect/Hairline.h"
#include "ui/panes/connect/HintRow.h"
#include "ui/panes/connect/StepMark.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

QString routeOf(ApiType api)
{
    switch (api) {
    case ApiType::Chat: return QStringLiteral("POST /api/v1/chat/completions");
    case ApiType::Messages: return QStringLiteral("POST /api/v1/messages");
    case ApiType::Responses: return QStringLiteral("POST /api/v1/responses");
    case ApiType::Embeddings: return QStringLiteral("POST /api/v1/embeddings");
    case ApiType::Completions: return QStringLiteral("POST /api/v1/completions");
    case ApiType::Images: return QStringLiteral("POST /api/v1/images/generations");
    case ApiType::ImageEdits: return QStringLiteral("POST /api/v1/images/edits");
    case ApiType::Speech: return QStringLiteral("POST /api/v1/audio/speech");
    case ApiType::Transcriptions: return QStringLiteral("POST /api/v1/audio/transcriptions");
    case ApiType::Translations: return QStringLiteral("POST /api/v1/audio/translations");
    case ApiType::Rerank: return QStringLiteral("POST /api/v1/rerank");
    }
    Q_UNREACHABLE();
}

} // namespace

CheckCard::CheckCard(const Theme &theme, ConnectionCheck &check, QWidget *parent)
    : Card(theme, parent)
    , m_theme(theme)
    , m_check(check)
    , m_column(new QVBoxLayout)
    , m_step(new StepMark(theme, 4, this))
    , m_panel(new CheckPanel(theme, this))
    , m_facts(new QWidget(this))
    , m_factGrid(new QGridLayout(m_facts))
    , m_view(makeButton(theme, tr("View request"), QStringLiteral("radio"), nullptr, this))
    , m_test(makeButton(theme, tr("Send a test request"), QStringLiteral("send"), nullptr, this))
    , m_start(makeButton(theme, tr("Start the proxy"), QStringLiteral("play"), "primary", this))
{
    m_view->setObjectName(QStringLiteral("viewRequest"));
    m_test->setObjectName(QStringLiteral("sendTest"));
    m_start->setObjectName(QStringLiteral("startProxy"));
    // Its own layout: the card sets the margins of its body anew with each theme.
    m_column->setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16));
    m_column->setSpacing(0);
    body()->addLayout(m_column);

    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(10));
    head->addWidget(m_step);
    head->addWidget(makeLabel(tr("Check"), "section", this));
    head->addStretch(1);
    m_column->addLayout(head);
    m_column->addSpacing(theme.px(12));
    m_column->addWidget(m_panel);
    m_column->addSpacing(theme.px(10));
    m_factGrid->setContentsMargins(0, 0, 0, 0);
    m_factGrid->setSpacing(0);
    m_factGrid->setColumnStretch(1, 1);
    m_column->addWidget(m_facts);
    m_column->addSpacing(theme.px(12));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(theme.px(8));
    buttons->addWidget(m_start);
    buttons->addWidget(m_view);
    buttons->addWidget(m_test);
    buttons->addStretch(1);
    m_column->addLayout(buttons);
    m_column->addSpacing(theme.px(16));
    m_column->addWidget(new Hairline(theme, this));
    m_column->addSpacing(theme.px(12));
    makeHints();
    m_column->addStretch(1);

    connect(&check, &ConnectionCheck::changed, this, &CheckCard::follow);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (!m_isTesting) // Disabling would throw the focus elsewhere.
            Q_EMIT testAsked();
    });
    connect(m_start, &QPushButton::clicked, this, &CheckCard::startAsked);
    connect(m_view, &QPushButton::clicked, this, [this] {
        if (m_check.request())
            Q_EMIT requestAsked(m_check.request()->id);
    });
    connect(&theme, &Theme::changed, this, &CheckCard::follow);
    follow();
}

void CheckCard::makeHints()
{
    m_column->addWidget(makeLabel(tr("Nothing arrives?"), "strong", this));
    m_column->addSpacing(m_theme.px(6));
    m_oldAddress = new HintRow(m_theme, tr("The tool still uses its old address"), this);
    m_keyHint = new HintRow(m_theme, tr("401: key unknown or disabled"), this);
    m_elsewhere = new HintRow(m_theme, tr("The tool runs in a container or over SSH"), this);
    for (HintRow *hint : {m_oldAddress, m_keyHint, m_elsewhere})
        m_column->addWidget(hint);
    connect(m_oldAddress, &HintRow::clicked, this,
            [this] { Q_EMIT copyAsked(QStringLiteral("env | grep ") + m_tool->variables); });
    connect(m_keyHint, &HintRow::clicked, this, &CheckCard::keyAsked);
    connect(m_elsewhere, &HintRow::clicked, this, [this] { Q_EMIT copyAsked(tunnelHint()); });
}

void CheckCard::setSubject(const Tool &tool, const std::optional<Key> &key)
{
    m_tool = tool;
    m_key = key;
    follow();
}

void CheckCard::setTestProblem(const QString &problem)
{
    m_testProblem = problem;
    follow();
}

void CheckCard::setTesting(bool isTesting)
{
    m_isTesting = isTesting;
    follow();
}

void CheckCard::setGateway(const QString &address, const QString &problem)
{
    m_address = address;
    m_gatewayProblem = problem;
    follow();
}

QString CheckCard::toolName() const
{
    return m_tool ? m_tool->name : tr("The tool");
}

QString CheckCard::shellHint() const
{
    if (!m_tool || m_tool->variables.isEmpty())
        return tr("Start it anew: it reads its settings once");
    return tr("Show what the shell has: env | grep %1").arg(m_tool->variables);
}

QString CheckCard::tunnelHint() const
{
    return QStringLiteral("ssh -R %1:%2 HOST").arg(m_address.section(u':', -1), m_address);
}

void CheckCard::follow()
{
    const ConnectionCheck::State state = m_check.state();
    m_step->setDone(state == ConnectionCheck::State::Connected);
    showState(state);
    showFacts();
    m_start->setVisible(state == ConnectionCheck::State::GatewayDown);
    m_view->setVisible(m_check.request() && !m_check.request()->id.isEmpty());
    m_test->setText(m_isTesting             ? tr("Sending…")
                        : m_check.request() ? tr("Send another test")
                                            : tr("Send a test request"));
    m_test->setEnabled(m_testProblem.isEmpty() && state != ConnectionCheck::State::GatewayDown);
    m_test->setToolTip(m_testProblem);
    m_test->setAccessibleDescription(m_testProblem);
    m_oldAddress->setDetail(shellHint());
    m_oldAddress->setEnabled(m_tool && !m_tool->variables.isEmpty());
    m_keyHint->setDetail(!m_key                  ? tr("Choose or create a key")
                             : m_key->isDisabled ? tr("%1 is disabled").arg(m_key->name)
                                                 : tr("%1 is active").arg(m_key->name));
    m_elsewhere->setDetail(tr("Forward the port: %1").arg(tunnelHint()));
}

void CheckCard::showState(ConnectionCheck::State state)
{
    using State = ConnectionCheck::State;
    const std::optional<LiveRequest> &request = m_check.request();
    QString title;
    switch (state) {
    case State::NoKey:
        title = tr("No key yet");
        m_panel->show(Tone::Neutral, Mark::Ring, title, tr("Create a key, then copy the lines."));
        break;
    case State::GatewayDown:
        title = tr("The proxy does not run");
        m_panel->show(Tone::Warning, Mark::Triangle, title,
                      m_gatewayProblem.isEmpty() ? tr("Nothing can arrive at %1.").arg(m_address)
                                                 : m_gatewayProblem);
        break;
    case State::Waiting:
        title = tr("Waiting for the first request");
        m_panel->show(Tone::Info, Mark::Spinner, title,
                      tr("It shows here as soon as one comes with %1.")
                          .arg(m_key ? m_key->name : tr("this key")));
        break;
    case State::Quiet:
        title = tr("Nothing has arrived yet");
        m_panel->show(Tone::Warning, Mark::Clock, title,
                      tr("A minute without a request of %1. Open a new terminal, or look below.")
                          .arg(m_key ? m_key->name : tr("this key")));
        break;
    case State::Receiving:
        title = tr("A request is running");
        m_panel->show(Tone::Info, Mark::Spinner, title, tr("Waiting for its end."),
                      routeOf(request->api));
        break;
    case State::Connected:
        title = tr("%1 is connected").arg(toolName());
        m_panel->show(Tone::Success, Mark::Check, title,
                      tr("First request %1 after the lines were ready")
                          .arg(format::latency(m_check.waited().count())),
                      routeOf(request->api));
        break;
    case State::Refused: {
        const int status = request ? request->httpStatus : 401;
        title = status > 0 ? tr("Refused with %1").arg(status) : tr("It did not work");
        m_panel->show(Tone::Danger, Mark::Cross, title, m_check.problem(),
                      request ? routeOf(request->api) : QString());
        break;
    }
    }
    if (title != m_announced && isVisible())
        announce(this, title);
    m_announced = title;
}

void CheckCard::addFact(const QString &name, const QString &value)
{
    const int row = m_factGrid->count() / 3 * 2; // Three items in two rows a fact.
    auto *label = makeLabel(name, "small", m_facts);
    auto *figure = new ElidedLabel(value, m_facts);
    figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    figure->setAccessibleName(tr("%1: %2").arg(name, value));
    figure->setObjectName(QStringLiteral("fact"));
    m_factGrid->addWidget(label, row, 0);
    m_factGrid->addWidget(figure, row, 1);
    m_factGrid->setRowMinimumHeight(row, m_theme.px(27));
    m_factGrid->addWidget(new Hairline(m_theme, m_facts), row + 1, 0, 1, 2);
}

void CheckCard::showFacts()
{
    while (QLayoutItem *item = m_factGrid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const std::optional<LiveRequest> &request = m_check.request();
    m_facts->setVisible(request && !request->isRunning());
    if (!request || request->isRunning())
        return;
    const std::optional<GenerationRow> &row = m_check.row();
    const QString status
        = request->httpStatus > 0 ? QString::number(request->httpStatus) : format::dash;
    addFact(tr("Status"),
            request->has(GenerationFlag::Streamed) ? tr("%1, streamed").arg(status) : status);
    const QString model = row ? row->modelSlug : request->requestedModel;
    addFact(tr("Model"),
            row && !row->providerName.isEmpty() ? tr("%1 via %2").arg(model, row->providerName)
                                                : model);
    addFact(tr("First token"),
            request->firstTokenUs > 0 ? format::latency(request->firstTokenUs) : format::dash);
    addFact(
        tr("Tokens"),
        tr("%1 in, %2 out")
            .arg(format::tokens(request->usage.prompt), format::tokens(request->usage.completion)));
    addFact(tr("Cost"),
            request->has(GenerationFlag::Simulated)      ? tr("$0, simulated")
                : request->has(GenerationFlag::Unpriced) ? tr("%1 unpriced").arg(format::dash)
                                                         : format::requestMoney(request->cost));
}

} // namespace turnpike::ui
