// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveToolbar.h"

#include "models/LiveModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/SearchField.h"
#include "ui/widgets/WrapLayout.h"

#include <QBoxLayout>
#include <QMap>
#include <QMenu>
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
    , m_rare{{{new FilterChip(theme, tr("App"), this), tr("App"), &LiveFilter::apps},
              {new FilterChip(theme, tr("Endpoint"), this), tr("Endpoint"), &LiveFilter::paths},
              {new FilterChip(theme, tr("Finish"), this), tr("Finish"), &LiveFilter::finishes}}}
    , m_more(makeButton(theme, tr("Filter"), QStringLiteral("plus"), "ghost", this))
    , m_clear(makeButton(theme, tr("Clear"), {}, "link", this))
{
    auto *row = new WrapLayout(theme.px(8), theme.px(8), this);
    m_search->setObjectName(QStringLiteral("searchLive"));
    m_search->setFixedWidth(theme.px(250));
    row->addWidget(m_search);
    const std::pair<FilterChip *, QString> chips[] = {
        {m_status, QStringLiteral("statusChip")},
        {m_keys, QStringLiteral("keyChip")},
        {m_models, QStringLiteral("modelChip")},
        {m_providers, QStringLiteral("providerChip")},
        {m_rare[0].chip, QStringLiteral("appChip")},
        {m_rare[1].chip, QStringLiteral("pathChip")},
        {m_rare[2].chip, QStringLiteral("finishChip")},
    };
    for (const auto &[chip, name] : chips) {
        chip->setObjectName(name);
        row->addWidget(chip);
        connect(chip, &FilterChip::changed, this, &LiveToolbar::tell);
    }
    for (const RareFilter &rare : m_rare)
        rare.chip->hide();
    m_more->setObjectName(QStringLiteral("moreFilters"));
    m_more->setAccessibleName(tr("More filters"));
    row->addWidget(m_more);
    connect(m_more, &QPushButton::clicked, this, &LiveToolbar::openMore);
    QList<Choice> states;
    for (const LiveOutcome outcome :
         {LiveOutcome::Running, LiveOutcome::Succeeded, LiveOutcome::Failed, LiveOutcome::Refused,
          LiveOutcome::Cancelled})
        states.append({liveOutcomeName(outcome), int(outcome)});
    m_status->setChoices(states, true);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->hide();
    row->addWidget(m_clear);
    auto *columns = makeFramedIconButton(theme, QStringLiteral("columns"), tr("Columns"), this);
    columns->setObjectName(QStringLiteral("chooseColumns"));
    auto *save = makeFramedIconButton(theme, QStringLiteral("download"),
                                      tr("Export this view (Ctrl+E)"), this);
    save->setObjectName(QStringLiteral("exportRows"));
    auto *trailing = new QHBoxLayout;
    trailing->setSpacing(theme.px(8));
    trailing->addWidget(columns);
    trailing->addWidget(save);
    row->setTrailing(trailing);
    connect(save, &QToolButton::clicked, this, &LiveToolbar::exportAsked);
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
    for (const RareFilter &rare : m_rare)
        for (const QVariant &value : rare.chip->values())
            (filter.*rare.member).insert(value.toString());
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
        for (const RareFilter &rare : m_rare) {
            rare.chip->setValues(listOf(filter.*rare.member));
            rare.chip->setVisible(!rare.chip->values().isEmpty());
        }
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
    int chosen = int(!now.outcomes.isEmpty()) + int(!now.keys.isEmpty())
        + int(!now.models.isEmpty()) + int(!now.providers.isEmpty());
    bool isAnyHidden = false;
    for (const RareFilter &rare : m_rare) {
        chosen += int(!(now.*rare.member).isEmpty());
        isAnyHidden = isAnyHidden || rare.chip->isHidden();
    }
    m_clear->setVisible(chosen > 1);
    m_more->setVisible(isAnyHidden);
    Q_EMIT filterChanged();
}

/// What has no chip yet; the one that is chosen gets it, and its choices open.
void LiveToolbar::openMore()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("moreFiltersMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const RareFilter &rare : m_rare) {
        if (!rare.chip->isHidden())
            continue;
        menu->addAction(rare.label, this, [this, chip = rare.chip] {
            chip->show();
            tell();
            layout()->activate(); // The choices open where the chip is going to be.
            chip->setFocus(Qt::OtherFocusReason);
            chip->click();
        });
    }
    menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
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
    std::array<QMap<QString, QVariant>, rareFilters> rare;
    const auto addText = [](QMap<QString, QVariant> &texts, const QString &text) {
        if (!text.isEmpty())
            texts.insert(text, text);
    };
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
        addText(models, liveModel(request, names));
        addText(rare[0], liveApp(request));
        addText(rare[1], livePath(request.api));
        addText(rare[2], request.finishReason);
    }
    for (const std::int64_t id : chosen.keys)
        keys.insert(names.keys.value(id, tr("Key %1").arg(id)), qlonglong(id));
    for (const std::int64_t id : chosen.providers)
        providers.insert(names.providers.value(id, tr("Provider %1").arg(id)), qlonglong(id));
    for (const QString &slug : chosen.models)
        models.insert(slug, slug);
    for (std::size_t i = 0; i < rare.size(); ++i) {
        for (const QString &text : chosen.*m_rare[i].member)
            addText(rare[i], text);
        replaceChoices(*m_rare[i].chip, rare[i]);
    }
    replaceChoices(*m_keys, keys);
    replaceChoices(*m_models, models);
    replaceChoices(*m_providers, providers);
}

} // namespace turnpike::ui
