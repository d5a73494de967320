// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveToolbar.h"

#include "models/LiveModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/SearchField.h"

#include <QBoxLayout>
#include <QMap>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace turnpike::ui {

namespace {

/// Sorted by text.
QList<Choice> choicesOf(const QMap<QString, QVariant> &texts)
{
    QList<Choice> choices;
    for (auto one = texts.begin(); one != texts.end(); ++one)
        choices.append({one.key(), one.value()});
    return choices;
}

/// Without telling, when nothing chosen goes with the old ones.
void replaceChoices(FilterChip &chip, const QMap<QString, QVariant> &texts)
{
    const QVariantList chosen = chip.values();
    const QSignalBlocker quiet(chip);
    chip.setChoices(choicesOf(texts), true);
    chip.setValues(chosen);
}

QSet<std::int64_t> idsOf(const QVariantList &values)
{
    QSet<std::int64_t> ids;
    for (const QVariant &value : values)
        ids.insert(value.toLongLong());
    return ids;
}

template <typename Value>
QVariantList listOf(const QSet<Value> &values)
{
    QVariantList list;
    for (const Value &value : values)
        list.append(QVariant::fromValue(value));
    return list;
}

QVariantList listOf(const QSet<std::int64_t> &ids)
{
    QVariantList list;
    for (const std::int64_t id : ids)
        list.append(qlonglong(id));
    return list;
}

} // namespace

LiveToolbar::LiveToolbar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_search(new SearchField(theme, tr("Filter model, key, id, path"), this))
    , m_status(new FilterChip(theme, tr("Status"), this))
    , m_keys(new FilterChip(theme, tr("Key"), this))
    , m_models(new FilterChip(theme, tr("Model"), this))
    , m_providers(new FilterChip(theme, tr("Provider"), this))
    , m_clear(makeButton(theme, tr("Clear"), {}, "link", this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(8));
    m_search->setObjectName(QStringLiteral("searchLive"));
    m_search->setFixedWidth(theme.px(250));
    row->addWidget(m_search);
    const std::pair<FilterChip *, QString> chips[] = {
        {m_status, QStringLiteral("statusChip")},
        {m_keys, QStringLiteral("keyChip")},
        {m_models, QStringLiteral("modelChip")},
        {m_providers, QStringLiteral("providerChip")},
    };
    for (const auto &[chip, name] : chips) {
        chip->setObjectName(name);
        row->addWidget(chip);
        connect(chip, &FilterChip::changed, this, &LiveToolbar::tell);
    }
    QList<Choice> states;
    for (const LiveOutcome outcome :
         {LiveOutcome::Running, LiveOutcome::Succeeded, LiveOutcome::Failed, LiveOutcome::Refused,
          LiveOutcome::Cancelled})
        states.append({liveOutcomeName(outcome), int(outcome)});
    m_status->setChoices(states, true);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->hide();
    row->addWidget(m_clear);
    row->addStretch();
    auto *columns = makeFramedIconButton(theme, QStringLiteral("columns"), tr("Columns"), this);
    columns->setObjectName(QStringLiteral("chooseColumns"));
    row->addWidget(columns);
    connect(m_search, &SearchField::searched, this, &LiveToolbar::tell);
    connect(m_clear, &QPushButton::clicked, this, &LiveToolbar::clear);
    connect(columns, &QToolButton::clicked, this, [this, columns] {
        Q_EMIT columnsAsked(columns->mapToGlobal(QPoint(0, columns->height())));
    });
}

LiveFilter LiveToolbar::filter() const
{
    LiveFilter filter;
    filter.words = m_search->text();
    for (const QVariant &value : m_status->values())
        filter.outcomes.insert(value.toInt());
    filter.keys = idsOf(m_keys->values());
    for (const QVariant &value : m_models->values())
        filter.models.insert(value.toString());
    filter.providers = idsOf(m_providers->values());
    return filter;
}

void LiveToolbar::setFilter(const LiveFilter &filter)
{
    {
        const QSignalBlocker quiet(this);
        m_search->setText(filter.words);
        m_status->setValues(listOf(filter.outcomes));
        m_keys->setValues(listOf(filter.keys));
        m_models->setValues(listOf(filter.models));
        m_providers->setValues(listOf(filter.providers));
    }
    tell();
}

void LiveToolbar::clear()
{
    setFilter({});
}

void LiveToolbar::tell()
{
    const LiveFilter now = filter();
    const int chosen = int(!now.outcomes.isEmpty()) + int(!now.keys.isEmpty())
        + int(!now.models.isEmpty()) + int(!now.providers.isEmpty());
    m_clear->setVisible(chosen > 1);
    Q_EMIT filterChanged();
}

void LiveToolbar::offer(const LiveModel &model)
{
    offer(model, filter());
}

/// What is chosen can be chosen, too: by its number until its name is known.
void LiveToolbar::offer(const LiveModel &model, const LiveFilter &chosen)
{
    const LedgerNames &names = model.names();
    QMap<QString, QVariant> keys;
    QMap<QString, QVariant> models;
    QMap<QString, QVariant> providers;
    const auto addKey = [&](std::int64_t id) {
        if (const QString name = names.keys.value(id); !name.isEmpty())
            keys.insert(name, qlonglong(id));
    };
    const auto addProvider = [&](std::int64_t id) {
        if (const QString name = names.providers.value(id); !name.isEmpty())
            providers.insert(name, qlonglong(id));
    };
    for (int row = 0; row < model.rowCount(); ++row) {
        const LiveRequest &request = model.request(row);
        addKey(request.key.value);
        addProvider(request.provider.value);
        if (const QString slug = liveModel(request, names); !slug.isEmpty())
            models.insert(slug, slug);
    }
    for (const std::int64_t id : chosen.keys)
        keys.insert(names.keys.value(id, tr("Key %1").arg(id)), qlonglong(id));
    for (const std::int64_t id : chosen.providers)
        providers.insert(names.providers.value(id, tr("Provider %1").arg(id)), qlonglong(id));
    for (const QString &slug : chosen.models)
        models.insert(slug, slug);
    replaceChoices(*m_keys, keys);
    replaceChoices(*m_models, models);
    replaceChoices(*m_providers, providers);
}

} // namespace turnpike::ui
