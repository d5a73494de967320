// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ModelsModel.h"

#include "core/Format.h"
#include "models/PriceText.h"

#include <algorithm>
#include <limits>

namespace turnpike {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;
constexpr qlonglong last = std::numeric_limits<qlonglong>::max();

std::optional<PriceUnit> unitOf(int column)
{
    switch (column) {
    case ModelsModel::Input: return PriceUnit::Prompt;
    case ModelsModel::Output: return PriceUnit::Completion;
    case ModelsModel::CacheRead: return PriceUnit::CacheRead;
    default: return std::nullopt;
    }
}

Cell plainCell(const ModelRow &row, int column)
{
    Cell cell;
    if (const auto unit = unitOf(column)) {
        const auto price = lowestPrice(row, *unit);
        cell.text = price ? pricePerMillion(*price) : format::dash;
        cell.isNumber = true;
        if (!price)
            cell.spoken = ModelsModel::tr("not available");
        return cell;
    }
    switch (column) {
    case ModelsModel::Name:
        cell.text = row.settings.name;
        cell.isStrong = true;
        cell.detail = row.settings.slug;
        break;
    case ModelsModel::Features:
        cell.text = featuresText(row);
        cell.tone = Tone::Quiet;
        break;
    case ModelsModel::Context:
        cell.text = contextLength(row) == 0 ? format::dash : tokenLimit(contextLength(row));
        cell.isNumber = true;
        break;
    case ModelsModel::Providers:
        cell.text = row.placesOn() == row.places.size()
            ? format::count(row.places.size())
            : ModelsModel::tr("%1 of %2").arg(row.placesOn()).arg(row.places.size());
        cell.isNumber = true;
        break;
    case ModelsModel::Author: cell.text = row.author(); break;
    case ModelsModel::Published:
        cell.text = row.settings.createdS == 0 ? format::dash
                                               : format::date(row.settings.createdS * usPerSecond);
        break;
    default: break;
    }
    return cell;
}

QVariant sortOf(const ModelRow &row, int column)
{
    if (const auto unit = unitOf(column))
        return qlonglong(lowestPrice(row, *unit).value_or(last));
    switch (column) {
    case ModelsModel::State: return qlonglong(modelState(row));
    case ModelsModel::Features: return featuresText(row);
    case ModelsModel::Context: return qlonglong(contextLength(row));
    case ModelsModel::Providers: return qlonglong(row.placesOn());
    case ModelsModel::Author: return row.author();
    case ModelsModel::Published: return qlonglong(row.settings.createdS);
    default: return row.settings.name;
    }
}

QString toolTip(const ModelRow &row, int column)
{
    if (column == ModelsModel::Name)
        return QStringLiteral("%1\n%2").arg(row.settings.name, row.settings.slug);
    if (column == ModelsModel::Features)
        return featuresText(row);
    if (column == ModelsModel::Providers) {
        QStringList names;
        for (const ModelRow::Place &place : row.places)
            names.append(place.isOn() ? place.providerName
                                      : ModelsModel::tr("%1 (off)").arg(place.providerName));
        return names.join(QLatin1Char('\n'));
    }
    return {};
}

} // namespace

void ModelsModel::setFavourites(const QSet<QString> &slugs)
{
    m_favourites = slugs;
    tellChange();
}

void ModelsModel::setSpend(const QHash<qint64, Money> &spend)
{
    m_spend = spend;
    tellChange();
}

void ModelsModel::setLens(const std::optional<KeyLens> &lens)
{
    if (lens == m_lens)
        return;
    m_lens = lens;
    Q_EMIT headerDataChanged(Qt::Horizontal, State, State);
    tellChange();
}

void ModelsModel::tellChange()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

/// A key may use every model; what it is refused, it is refused for all of them.
CellBadge ModelsModel::badgeOf(const ModelRow &row) const
{
    const ModelState state = modelState(row);
    if (!m_lens || state == ModelState::Off || state == ModelState::Out)
        return modelStateBadge(state);
    if (!m_lens->refusal.text.isEmpty())
        return m_lens->refusal;
    const auto usable = std::ranges::count_if(
        row.places, [](const ModelRow::Place &place) { return place.isOn() && !place.isOut; });
    return {tr("%1 of %2 endpoints").arg(usable).arg(row.places.size()), Tone::Success, Mark::Dot};
}

Cell ModelsModel::cellOf(const ModelRow &row, int column) const
{
    Cell cell = plainCell(row, column);
    if (column == State)
        cell.badge = badgeOf(row);
    if (column == Name && isFavourite(row)) {
        cell.spoken = tr("%1, %2, favourite").arg(row.settings.name, row.settings.slug);
        cell.text = QStringLiteral("★ ") + cell.text;
    }
    if (column == Spend) {
        const auto spent = m_spend.constFind(row.id.value);
        cell.text = spent == m_spend.constEnd() ? format::dash : format::money(*spent);
        cell.spoken = spent == m_spend.constEnd() ? tr("nothing") : format::spokenMoney(*spent);
        cell.tone = spent == m_spend.constEnd() ? Tone::Faint : Tone::Accent;
        cell.isNumber = true;
    }
    return cell;
}

int ModelsModel::rowOf(qlonglong id) const
{
    for (int at = 0; at < rowCount(); ++at) {
        if (row(at).id.value == id)
            return at;
    }
    return -1;
}

QVariant ModelsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ModelRow &model = row(index.row());
    switch (role) {
    case IdRole: return qlonglong(model.id.value);
    case SortRole:
        return index.column() == Spend ? qlonglong(m_spend.value(model.id.value).nanoUsd)
                                       : sortOf(model, index.column());
    case Qt::ToolTipRole:
        return index.column() == Spend ? format::exactMoney(m_spend.value(model.id.value))
                                       : toolTip(model, index.column());
    default: return cellData(cellOf(model, index.column()), role);
    }
}

QVariant ModelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = (section >= Context && section <= Providers) || section == Spend;
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && unitOf(section))
        return tr("Dollars per million tokens, where the prompt is cheapest");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Model");
    case State: return m_lens ? tr("For %1").arg(m_lens->name) : tr("State");
    case Features: return tr("Can");
    case Context: return tr("Context");
    case Input: return tr("In $ / 1M");
    case Output: return tr("Out $ / 1M");
    case CacheRead: return tr("Cached $ / 1M");
    case Providers: return tr("Providers");
    case Author: return tr("Author");
    case Published: return tr("Published");
    case Spend: return tr("Spend 30 d");
    default: return {};
    }
}

ModelFilterModel::ModelFilterModel(ModelsModel &models, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_models(models)
{
    setSortRole(SortRole);
    setSourceModel(&models);
}

void ModelFilterModel::setSearch(const QString &text)
{
    m_search = ModelSearch(text);
    invalidateFilter();
}

void ModelFilterModel::setStates(const QSet<int> &states)
{
    m_states = states;
    invalidateFilter();
}

void ModelFilterModel::setFeatures(const QSet<int> &features)
{
    m_features = features;
    invalidateFilter();
}

void ModelFilterModel::setAuthors(const QSet<QString> &authors)
{
    m_authors = authors;
    invalidateFilter();
}

void ModelFilterModel::setFavouritesOnly(bool isOnly)
{
    m_isFavouritesOnly = isOnly;
    invalidateFilter();
}

bool ModelFilterModel::hasFilter() const
{
    return !m_search.isEmpty() || !m_states.isEmpty() || !m_features.isEmpty()
        || !m_authors.isEmpty() || m_isFavouritesOnly;
}

const ModelRow &ModelFilterModel::model(const QModelIndex &index) const
{
    return m_models.row(mapToSource(index).row());
}

QModelIndex ModelFilterModel::indexOf(qlonglong id) const
{
    const int row = m_models.rowOf(id);
    return row < 0 ? QModelIndex() : mapFromSource(m_models.index(row, 0));
}

bool ModelFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    const ModelRow &model = m_models.row(row);
    return (!m_isFavouritesOnly || m_models.isFavourite(model))
        && (m_states.isEmpty() || m_states.contains(int(modelState(model))))
        && (m_authors.isEmpty() || m_authors.contains(model.author()))
        && std::ranges::all_of(
               m_features,
               [&](int feature) { return hasFeature(model, static_cast<ModelFeature>(feature)); })
        && m_search.fits(model);
}

bool ModelFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    if (a.typeId() != QMetaType::QString && a != b)
        return a.toLongLong() < b.toLongLong();
    if (a.typeId() == QMetaType::QString) {
        if (const int order = a.toString().localeAwareCompare(b.toString()); order != 0)
            return order < 0;
    }
    return m_models.row(left.row()).settings.slug < m_models.row(right.row()).settings.slug;
}

} // namespace turnpike
