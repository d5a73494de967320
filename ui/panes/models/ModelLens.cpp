// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelLens.h"

#include "core/Clock.h"
#include "core/Window.h"
#include "models/KeyRow.h"
#include "services/ActivityService.h"
#include "services/ControlPlane.h"
#include "services/LedgerReads.h"
#include "ui/panes/models/FavouriteModels.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FilterChip.h"

#include <QHBoxLayout>

#include <algorithm>
#include <utility>

namespace turnpike::ui {

namespace {

const QString keyArgument = QStringLiteral("asKey");
const QString favouritesArgument = QStringLiteral("favourites");

/// Why nothing that the key asks for is answered; without text when it is.
CellBadge refusalOf(const Key &key, std::int64_t nowUs)
{
    KeyRow row;
    row.key = key;
    switch (const KeyState state = keyState(row, nowUs)) {
    case KeyState::Disabled:
    case KeyState::Expired:
    case KeyState::Over: return keyStateBadge(state);
    default: return {};
    }
}

} // namespace

ModelLens::ModelLens(Console &console, ModelsModel &models, ModelFilterModel &shown,
                     QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_models(models)
    , m_shown(shown)
    , m_keyChip(new FilterChip(console.theme, tr("As seen by"), this))
    , m_favouriteChip(new FilterChip(console.theme, tr("Show"), this))
{
    m_keyChip->setObjectName(QStringLiteral("asSeenBy"));
    m_favouriteChip->setObjectName(QStringLiteral("filterFavourites"));
    m_favouriteChip->setChoices({{tr("favourites"), true}}, false);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(console.theme.px(8));
    line->addWidget(m_keyChip);
    line->addWidget(m_favouriteChip);
    m_keyChip->hide(); // Until there is a key.
    for (FilterChip *chip : {m_keyChip, m_favouriteChip})
        connect(chip, &FilterChip::changed, this, &ModelLens::apply);
    connect(&console.control, &ControlPlane::keysChanged, this, &ModelLens::readKeys);
    m_models.setFavourites(favouriteModels::all());
}

void ModelLens::refresh()
{
    readKeys();
    readSpend();
}

void ModelLens::readKeys()
{
    m_console.control.run(
        this, [](Services &services, const Actor &actor) { return services.keys.list(actor); },
        [this](const Result<QList<Key>> &keys) {
            if (keys)
                offerKeys(*keys);
            else
                Q_EMIT failed(keys.error());
        });
}

void ModelLens::readSpend()
{
    const std::int32_t today = dayOf(m_console.clock.nowUs());
    m_console.reads.run(
        this,
        [today](const ReadServices &services, const Actor &actor) {
            return services.activity.totals(actor, ActivityDimension::Model,
                                            {.fromDay = today - spendDays + 1, .toDay = today});
        },
        [this](const Result<QList<ActivityTotals>> &totals) {
            if (!totals)
                return Q_EMIT failed(totals.error());
            QHash<qint64, Money> spend;
            for (const ActivityTotals &one : *totals)
                spend.insert(one.id, one.cost);
            m_models.setSpend(spend);
        });
}

void ModelLens::offerKeys(const QList<Key> &keys)
{
    m_keys.clear();
    QList<Choice> choices;
    for (const Key &key : keys) {
        if (key.isManagement || key.deletedUs != 0)
            continue;
        m_keys.append(key);
        choices.append({key.name, qlonglong(key.id.value)});
    }
    const QVariantList chosen
        = m_wanted.isEmpty() ? m_keyChip->values() : std::exchange(m_wanted, {});
    m_keyChip->setChoices(choices, false);
    m_keyChip->setValues(chosen);
    m_keyChip->setVisible(!choices.isEmpty());
    apply();
}

void ModelLens::apply()
{
    const qlonglong chosen = m_keyChip->values().value(0).toLongLong();
    const auto key = std::ranges::find(m_keys, chosen, [](const Key &one) { return one.id.value; });
    m_models.setLens(key == m_keys.end()
                         ? std::optional<KeyLens>()
                         : KeyLens{key->name, refusalOf(*key, m_console.clock.nowUs())});
    m_shown.setFavouritesOnly(!m_favouriteChip->values().isEmpty());
    Q_EMIT changed();
}

void ModelLens::toggleFavourite(const QString &slug)
{
    favouriteModels::toggle(slug);
    m_models.setFavourites(favouriteModels::all());
    apply();
}

void ModelLens::clear()
{
    m_keyChip->setValues({});
    m_favouriteChip->setValues({});
}

bool ModelLens::isActive() const
{
    return !m_keyChip->values().isEmpty() || !m_favouriteChip->values().isEmpty();
}

QVariantMap ModelLens::state() const
{
    return {{keyArgument, m_keyChip->values()}, {favouritesArgument, m_favouriteChip->values()}};
}

void ModelLens::enter(const QVariantMap &arguments)
{
    if (arguments.contains(keyArgument)) {
        m_wanted = arguments[keyArgument].toList();
        m_keyChip->setValues(m_wanted);
    }
    if (arguments.contains(favouritesArgument))
        m_favouriteChip->setValues(arguments[favouritesArgument].toList());
    refresh();
}

} // namespace turnpike::ui
