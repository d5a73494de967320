// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/AttentionRow.h"

#include "models/Cell.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QGridLayout>
#include <QPainter>
#include <QPushButton>
#include <QVariant>

#include <utility>

namespace turnpike::ui {

namespace {

constexpr int rowHeight = 51;
constexpr int inset = 16;
constexpr int markSize = 9;

std::pair<Mark, Tone> markOf(const AttentionItem &item)
{
    switch (item.kind) {
    case AttentionKind::CreditLow:
        return {item.severity == Severity::Danger ? Mark::Cross : Mark::Clock,
                item.severity == Severity::Danger ? Tone::Danger : Tone::Warning};
    case AttentionKind::KeyExpiring: return {Mark::Clock, Tone::Quiet};
    case AttentionKind::KeyUnused: return {Mark::Ring, Tone::Quiet};
    case AttentionKind::KeyOverLimit:
    case AttentionKind::KeyNearLimit:
    case AttentionKind::SpendAnomaly:
    case AttentionKind::ProviderFailing:
    case AttentionKind::ModelUnpriced: break;
    }
    return item.severity == Severity::Danger ? std::pair(Mark::Cross, Tone::Danger)
                                             : std::pair(Mark::Triangle, Tone::Warning);
}

ElidedLabel *makeElided(const char *role, QWidget *parent)
{
    auto *label = new ElidedLabel({}, parent);
    label->setProperty("role", QLatin1String(role));
    return label;
}

} // namespace

AttentionRow::AttentionRow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_mark(new StateMark(theme, this, markSize))
    , m_sentence(makeElided("strong", this))
    , m_reason(makeElided("faint", this))
    , m_verb(makeButton(theme, {}, {}, "link", this))
{
    setFixedHeight(theme.px(rowHeight));
    m_sentence->setObjectName(QStringLiteral("sentence"));
    m_reason->setObjectName(QStringLiteral("reason"));
    m_verb->setObjectName(QStringLiteral("verb"));
    m_verb->setProperty("compact", true);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(theme.px(inset + 1), theme.px(7), theme.px(inset), theme.px(7));
    grid->setHorizontalSpacing(theme.px(8));
    grid->setVerticalSpacing(0);
    grid->addWidget(m_mark, 0, 0, Qt::AlignVCenter);
    grid->setColumnMinimumWidth(0, theme.px(14));
    grid->addWidget(m_sentence, 0, 1);
    grid->addWidget(m_reason, 1, 1, 1, 2);
    grid->addWidget(m_verb, 0, 2, Qt::AlignRight | Qt::AlignVCenter);
    grid->setColumnStretch(1, 1);
    connect(m_verb, &QPushButton::clicked, this, &AttentionRow::acted);
    connect(&theme, &Theme::changed, this, [this] {
        setFixedHeight(m_theme.px(rowHeight));
        update();
    });
}

void AttentionRow::show(const AttentionItem &item, bool hasWay)
{
    const auto [mark, tone] = markOf(item);
    m_mark->setMark(mark, tone);
    m_sentence->setText(item.sentence);
    m_reason->setText(item.reason);
    m_verb->setText(item.verb);
    m_verb->setVisible(hasWay);
    m_verb->setAccessibleName(tr("%1: %2").arg(item.verb, item.sentence));
    setAccessibleName(tr("%1, %2").arg(item.sentence, item.reason));
}

void AttentionRow::setLast(bool isLast)
{
    m_isLast = isLast;
    update();
}

QSize AttentionRow::sizeHint() const
{
    return {m_theme.px(300), m_theme.px(rowHeight)};
}

void AttentionRow::paintEvent(QPaintEvent *)
{
    if (m_isLast)
        return;
    QPainter painter(this);
    painter.setPen(QPen(m_theme.colours().hairline, 1));
    painter.drawLine(m_theme.px(inset), height() - 1, width() - m_theme.px(inset), height() - 1);
}

} // namespace turnpike::ui
