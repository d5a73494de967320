// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/EndpointCard.h"

#include "core/Format.h"
#include "models/EndpointHealthRow.h"
#include "models/PriceText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/ToggleSwitch.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

EndpointCard::EndpointCard(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_provider(makeButton(theme, {}, {}, "link", this))
    , m_badge(new Badge(theme, this))
    , m_switch(new ToggleSwitch(theme, tr("Used"), this))
    , m_price(makeLabel({}, "strong", this))
    , m_note(makeLabel({}, "small", this))
    , m_prices(makeButton(theme, {}, {}, "small", this))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(theme, this);
    outer->addWidget(card);
    card->body()->setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12));
    card->body()->setSpacing(theme.px(8));
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(8));
    m_provider->setObjectName(QStringLiteral("openProvider"));
    m_switch->setObjectName(QStringLiteral("endpointUsed"));
    head->addWidget(m_provider);
    head->addWidget(m_badge);
    head->addStretch(1);
    head->addWidget(m_switch);
    card->body()->addLayout(head);
    auto *figures = new QHBoxLayout;
    figures->setSpacing(theme.px(12));
    m_uptime = addFigure(figures, tr("Success"));
    m_latency = addFigure(figures, tr("TTFT p50"));
    m_speed = addFigure(figures, tr("Speed"));
    m_context = addFigure(figures, tr("Context"));
    card->body()->addLayout(figures);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(theme.px(8));
    m_price->setObjectName(QStringLiteral("endpointPrice"));
    m_prices->setObjectName(QStringLiteral("setPrices"));
    foot->addWidget(m_price);
    foot->addStretch(1);
    foot->addWidget(m_prices);
    card->body()->addLayout(foot);
    m_note->setWordWrap(true);
    card->body()->addWidget(m_note);
    connect(m_provider, &QPushButton::clicked, this, &EndpointCard::providerWanted);
    connect(m_prices, &QPushButton::clicked, this, &EndpointCard::pricesWanted);
    connect(m_switch, &QAbstractButton::clicked, this, &EndpointCard::enabledWanted);
}

QLabel *EndpointCard::addFigure(QHBoxLayout *line, const QString &label)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(makeLabel(label, "faint", this));
    auto *value = makeLabel({}, "strong", this);
    column->addWidget(value);
    line->addLayout(column, 1);
    return value;
}

void EndpointCard::show(const ModelRow &row, const ModelRow::Place &place)
{
    const EndpointDraft &settings = place.endpoint.settings;
    m_endpoint = place.endpoint.id;
    m_isOn = place.isOn();
    m_provider->setText(place.providerName);
    m_provider->setAccessibleDescription(tr("Open provider"));
    m_switch->setChecked(settings.isEnabled);
    m_switch->setAccessibleName(tr("Use %1 at %2").arg(row.settings.slug, place.providerName));
    m_switch->setToolTip(settings.isEnabled ? tr("Used") : tr("Not used"));
    const auto price = [&settings](PriceUnit unit) {
        return settings.prices.prices[static_cast<std::size_t>(unit)];
    };
    const QString prices = inOutPrices(price(PriceUnit::Prompt), price(PriceUnit::Completion));
    const QString pieces = piecePrices(settings.prices.prices);
    const bool isPaidByTokens
        = price(PriceUnit::Prompt).value_or(0) + price(PriceUnit::Completion).value_or(0) > 0;
    m_price->setText(prices.isEmpty()                         ? tr("Unpriced")
                         : isPaidByTokens || pieces.isEmpty() ? tr("%1 per 1M").arg(prices)
                                                              : pieces);
    m_prices->setText(prices.isEmpty() ? tr("Set price…") : tr("Change…"));
    m_prices->setAccessibleName(
        tr("Prices of %1 at %2…").arg(row.settings.slug, place.providerName));
    const std::int64_t context
        = settings.contextLength > 0 ? settings.contextLength : row.settings.contextLength;
    m_context->setText(context == 0 ? format::dash : tokenLimit(context));
    QStringList notes{settings.upstreamModel};
    if (!settings.variant.isEmpty())
        notes.append(settings.variant);
    if (!settings.quantization.isEmpty())
        notes.append(settings.quantization);
    if (const auto cached = price(PriceUnit::CacheRead))
        notes.append(tr("cached %1").arg(pricePerMillion(*cached)));
    if (isPaidByTokens && !pieces.isEmpty())
        notes.append(pieces);
    if (!settings.prices.overrides.empty())
        notes.append(tr("other prices for long prompts or some hours"));
    if (!place.isProviderEnabled)
        notes.append(tr("the provider is disabled"));
    m_note->setText(notes.join(QStringLiteral(" · ")));
}

void EndpointCard::showHealth(const std::optional<EndpointHealthView> &view, std::int64_t nowUs)
{
    const EndpointHealthView known = view.value_or(EndpointHealthView());
    const auto share = uptime(known);
    m_uptime->setText(share ? format::percent(*share, *share == 1 ? 0 : 1) : format::dash);
    const std::int64_t latency = known.hasPercentiles ? known.latencyMs[0] : known.record.latencyMs;
    m_latency->setText(latency == 0 ? format::dash : format::latency(latency * 1'000));
    m_speed->setText(throughputText(known.hasPercentiles ? known.milliTokensPerSecond[0]
                                                         : known.record.milliTokensPerSecond));
    if (!m_isOn)
        m_badge->setBadge({tr("Off"), Tone::Neutral, Mark::Ring});
    else
        m_badge->setBadge(endpointStateBadge(endpointState(known, nowUs)));
    const QString reason = view ? endpointReason(known, nowUs) : QString();
    m_badge->setToolTip(reason);
}

} // namespace turnpike::ui
