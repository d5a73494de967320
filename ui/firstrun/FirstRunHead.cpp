// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/FirstRunHead.h"

#include "core/ports/GatewayControl.h"
#include "ui/firstrun/OrganizationName.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

// Logical pixels at 100 %.
constexpr int leastHeight = 132;
constexpr int margin = 40;
constexpr int logoSide = 48;
constexpr int logoDrawing = 55; ///< With the margin that the drawing has.
constexpr int logoGap = 18;
constexpr int namesGap = 18;

struct Running
{
    Mark mark;
    Tone tone;
    const char *words;
};

Running runningOf(GatewayStatus::State state)
{
    using State = GatewayStatus::State;
    switch (state) {
    case State::Running: return {Mark::Dot, Tone::Success, QT_TR_NOOP("listening")};
    case State::Starting: return {Mark::Ring, Tone::Info, QT_TR_NOOP("starting")};
    case State::Paused: return {Mark::Ring, Tone::Warning, QT_TR_NOOP("paused")};
    case State::Stopping:
    case State::Stopped: return {Mark::Ring, Tone::Neutral, QT_TR_NOOP("stopped")};
    case State::Failed: break;
    }
    return {Mark::Cross, Tone::Danger, QT_TR_NOOP("not listening")};
}

} // namespace

FirstRunHead::FirstRunHead(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_logo(new QLabel(this))
    , m_title(makeLabel({}, "headline", this))
    , m_sentence(makeLabel({}, "quiet", this))
    , m_line(new QWidget(this))
    , m_parts(new QBoxLayout(QBoxLayout::LeftToRight, m_line))
    , m_mark(new StateMark(theme, m_line))
    , m_address(makeMonoLabel(theme, {}, m_line))
    , m_before(makeLabel(tr("Organization"), "small", m_line))
    , m_organization(new OrganizationName(theme, m_line))
    , m_after(new ElidedLabel({}, m_line))
{
    m_logo->setAlignment(Qt::AlignCenter);
    m_title->setObjectName(QStringLiteral("firstRunTitle"));
    m_sentence->setObjectName(QStringLiteral("firstRunSentence"));
    for (QLabel *words : {m_title, m_sentence})
        words->setWordWrap(true);
    m_after->setProperty("role", QStringLiteral("small"));
    m_address->setObjectName(QStringLiteral("firstRunAddress"));
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_after->setObjectName(QStringLiteral("firstRunNames"));

    m_parts->setContentsMargins(0, 0, 0, 0);
    auto *address = new QHBoxLayout;
    address->setSpacing(theme.px(8));
    address->addWidget(m_mark);
    address->addWidget(m_address);
    address->addStretch(1);
    auto *names = new QHBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_before);
    names->addSpacing(theme.px(4));
    names->addWidget(m_organization);
    names->addWidget(m_after, 1);
    m_parts->addLayout(address);
    m_parts->addLayout(names, 1);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(3));
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addStretch(1);
    column->addWidget(m_line);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(margin), theme.px(32), theme.px(margin), theme.px(13));
    row->setSpacing(theme.px(logoGap));
    row->addWidget(m_logo, 0, Qt::AlignTop);
    row->addLayout(column, 1);
    m_line->hide();
    connect(&theme, &Theme::changed, this, &FirstRunHead::follow);
    follow();
}

void FirstRunHead::setWords(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
}

QString FirstRunHead::title() const
{
    return m_title->text();
}

void FirstRunHead::setGateway(const GatewayStatus &status)
{
    const Running running = runningOf(status.state);
    m_mark->setMark(running.mark, running.tone);
    m_mark->setHalo(status.state == GatewayStatus::State::Running);
    m_address->setText(status.address);
    m_address->setAccessibleName(tr("%1, %2").arg(status.address, tr(running.words)));
}

void FirstRunHead::setNames(const QString &organization, const QString &workspace,
                            const QString &key)
{
    m_line->setVisible(!organization.isEmpty());
    m_organization->setName(organization);
    m_after->setText(key.isEmpty() ? tr(", workspace %1").arg(workspace)
                                   : tr(", workspace %1, key %2").arg(workspace, key));
    fit();
}

void FirstRunHead::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void FirstRunHead::fit()
{
    const int room = width() - m_theme.px(2 * margin + logoSide + logoGap);
    const int wanted = m_mark->sizeHint().width() + m_address->sizeHint().width()
        + m_before->sizeHint().width() + m_organization->width() + m_after->sizeHint().width()
        + m_theme.px(12 + namesGap);
    const bool isLong = wanted > room;
    m_parts->setDirection(isLong ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_parts->setSpacing(m_theme.px(isLong ? 2 : namesGap));
}

void FirstRunHead::follow()
{
    setMinimumHeight(m_theme.px(leastHeight));
    const int side = m_theme.px(logoSide);
    m_logo->setFixedSize(side, side);
    m_logo->setPixmap(m_theme.pixmap(QStringLiteral("turnpike"), m_theme.px(logoDrawing),
                                     m_theme.colours().text, devicePixelRatioF()));
    update();
}

void FirstRunHead::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colours().surface);
    painter.fillRect(0, height() - 1, width(), 1, m_theme.colours().hairline);
}

} // namespace turnpike::ui
