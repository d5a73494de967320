// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveStatusLine.h"

#include "core/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"
#include "ui/widgets/WrapLayout.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace turnpike::ui {

LiveStatusLine::LiveStatusLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_mark(new StateMark(theme, this))
    , m_word(makeLabel(tr("Live"), "section", this))
    , m_pause(makeButton(theme, {}, QStringLiteral("pause"), nullptr, this))
{
    setObjectName(QStringLiteral("liveStatus"));
    auto *row = new WrapLayout(theme.px(26), theme.px(8), this);
    const auto addPair = [&](QWidget *first, QWidget *second, int gap) {
        auto *pair = new QHBoxLayout;
        pair->setSpacing(theme.px(gap));
        pair->addWidget(first);
        pair->addWidget(second);
        row->addLayout(pair);
    };
    addPair(m_mark, m_word, 8);
    const QString units[figures]
        = {tr("per min"), tr("in flight"), tr("errors"), tr("TTFT p50"), tr("last 5 min")};
    const QString names[figures]
        = {QStringLiteral("perMinute"), QStringLiteral("inFlight"), QStringLiteral("errors"),
           QStringLiteral("firstToken"), QStringLiteral("spend")};
    for (int i = 0; i < figures; ++i) {
        const auto at = static_cast<std::size_t>(i);
        m_values[at] = makeLabel({}, "section", this);
        m_values[at]->setObjectName(names[i]);
        m_units[at] = makeLabel(units[i], "small", this);
        addPair(m_values[at], m_units[at], 6);
    }
    m_values[2]->setToolTip(tr("Of the requests that ended in the last 5 minutes"));
    m_values[3]->setToolTip(tr("Median time to the first token, last 5 minutes"));
    m_values[4]->setToolTip(tr("Without simulated requests"));
    m_pause->setObjectName(QStringLiteral("pauseView"));
    auto *clear = makeButton(theme, tr("Clear"), {}, "ghost", this);
    clear->setObjectName(QStringLiteral("clearView"));
    clear->setToolTip(tr("Empties this list. The ledger keeps every request."));
    auto *acts = new QHBoxLayout;
    acts->setSpacing(theme.px(8));
    acts->addWidget(m_pause);
    acts->addWidget(clear);
    row->setTrailing(acts);
    connect(m_pause, &QPushButton::clicked, this, &LiveStatusLine::pauseAsked);
    connect(clear, &QPushButton::clicked, this, &LiveStatusLine::clearAsked);
    connect(&theme, &Theme::changed, this, [this] { setState(m_state); });
    setState(State::Live);
    setStatistics({});
}

void LiveStatusLine::setState(State state)
{
    m_state = state;
    const bool isHeld = state == State::Held;
    m_word->setText(isHeld ? tr("View held") : (state == State::Live ? tr("Live") : tr("Idle")));
    m_mark->setMark(isHeld ? Mark::Ring : Mark::Dot,
                    state == State::Live ? Tone::Success : Tone::Faint);
    m_mark->setHalo(state == State::Live);
    m_pause->setText(isHeld ? tr("Resume view") : tr("Pause view"));
    m_pause->setIcon(m_theme.icon(isHeld ? QStringLiteral("play") : QStringLiteral("pause")));
    m_pause->setToolTip(tr("Ctrl+. The proxy goes on."));
}

void LiveStatusLine::setStatistics(const LiveStatistics &statistics)
{
    const double share = statistics.ended > 0
        ? static_cast<double>(statistics.errors) / static_cast<double>(statistics.ended)
        : 0;
    const QString values[figures] = {
        format::count(statistics.perMinute), format::count(statistics.inFlight),
        statistics.ended > 0 ? format::percent(share) : format::dash,
        statistics.firstTokenP50Us > 0 ? format::latency(statistics.firstTokenP50Us) : format::dash,
        format::money(statistics.spend)};
    QStringList spoken;
    for (int i = 0; i < figures; ++i) {
        const auto at = static_cast<std::size_t>(i);
        m_values[at]->setText(values[i]);
        spoken += values[i] + QLatin1Char(' ') + m_units[at]->text();
    }
    setAccessibleName(spoken.join(QStringLiteral(", ")));
}

} // namespace turnpike::ui
