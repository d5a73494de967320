// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/BreakdownModel.h"

#include "core/Format.h"
#include "core/Int128.h"
#include "models/FigureText.h"

#include <cmath>
#include <limits>

namespace turnpike {

namespace {

constexpr std::int64_t million = 1'000'000;
constexpr int dearFactor = 3; ///< Above so many times the average, a price is marked.
constexpr double doubled = 1.0;
constexpr double noticed = 0.05;

double shareOf(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : double(part) / double(whole);
}

/// Nothing without tokens.
std::optional<Money> perMillion(const ActivitySums &sums)
{
    const std::int64_t tokens = tokensOf(sums);
    if (tokens == 0)
        return {};
    const Int128 nano = (Int128(sums.cost.nanoUsd) * million + tokens / 2) / tokens;
    if (nano > std::numeric_limits<std::int64_t>::max())
        return {};
    return Money{std::int64_t(nano)};
}

Cell number(const QString &text, const QString &spoken = {})
{
    Cell cell;
    cell.text = text;
    cell.isNumber = true;
    cell.spoken = spoken;
    return cell;
}

Cell absent()
{
    Cell cell = number(format::dash, BreakdownModel::tr("not available"));
    cell.tone = Tone::Faint;
    return cell;
}

Cell percentCell(double share)
{
    return std::isnan(share) ? absent() : number(format::percent(share));
}

Cell tokensCell(std::int64_t count)
{
    return number(format::tokens(count), figureSpoken(FigureUnit::Tokens, count));
}

} // namespace

void BreakdownModel::setBreakdown(const ActivityBreakdown &breakdown, FigureUnit metric)
{
    beginResetModel();
    m_breakdown = breakdown;
    m_metric = metric;
    endResetModel();
}

void BreakdownModel::setHeading(const QString &heading)
{
    m_heading = heading;
    Q_EMIT headerDataChanged(Qt::Horizontal, Name, Name);
}

void BreakdownModel::setColours(const QHash<std::int64_t, int> &colours, int others)
{
    m_colours = colours;
    m_otherColour = others;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Share));
}

std::int64_t BreakdownModel::metricOf(const ActivitySums &sums) const
{
    switch (m_metric) {
    case FigureUnit::NanoUsd: return sums.cost.nanoUsd;
    case FigureUnit::Tokens: return tokensOf(sums);
    case FigureUnit::Requests: break;
    }
    return sums.requests;
}

int BreakdownModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_breakdown.rows.size());
}

int BreakdownModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

Cell BreakdownModel::shareCell(const ActivitySums &now) const
{
    const std::int64_t whole = metricOf(m_breakdown.now);
    const double share = shareOf(metricOf(now), whole);
    if (std::isnan(share))
        return absent();
    Cell cell = number(format::percent(share));
    cell.barPerMille = int(std::lround(share * 1000));
    cell.tone = Tone::Quiet;
    return cell;
}

Cell BreakdownModel::changeCell(const ActivitySums &now, const ActivitySums &before) const
{
    const std::int64_t was = metricOf(before);
    const std::int64_t is = metricOf(now);
    if (was == 0 && is == 0)
        return absent();
    Cell cell = number(was == 0 ? tr("new") : format::change(format::growth(is, was)));
    cell.tone = Tone::Quiet;
    if (was == 0)
        return cell;
    const double change = format::growth(is, was);
    cell.spoken = change < 0 ? tr("down %1").arg(format::percent(-change))
                             : tr("up %1").arg(format::percent(change));
    if (m_metric == FigureUnit::NanoUsd && change >= doubled)
        cell.tone = Tone::Danger;
    else if (m_metric == FigureUnit::NanoUsd && change <= -noticed)
        cell.tone = Tone::Success;
    return cell;
}

Cell BreakdownModel::perMillionCell(const ActivitySums &sums) const
{
    const std::optional<Money> price = perMillion(sums);
    if (!price)
        return absent();
    Cell cell = number(format::money(*price), format::spokenMoney(*price));
    const std::optional<Money> average = perMillion(m_breakdown.now);
    if (average && price->nanoUsd / dearFactor > average->nanoUsd) {
        cell.tone = Tone::Warning;
        cell.mark = Mark::Triangle;
        cell.markTone = Tone::Warning;
        cell.spoken = tr("%1, far above the average").arg(cell.spoken);
    }
    return cell;
}

Cell BreakdownModel::cellOf(const ActivitySums &now, const ActivitySums &before, int column) const
{
    switch (column) {
    case Spend: return number(format::money(now.cost), format::spokenMoney(now.cost));
    case Share: return shareCell(now);
    case Change: return changeCell(now, before);
    case Requests: return number(format::count(now.requests));
    case Input: return tokensCell(now.promptTokens);
    case Output: return tokensCell(now.completionTokens);
    case Reasoning: return tokensCell(now.reasoningTokens);
    case CacheHit: {
        const double share = shareOf(now.cachedTokens, now.promptTokens);
        return std::isnan(share) ? absent() : number(format::percent(share, 0));
    }
    case PerMillion: return perMillionCell(now);
    case Errors: return percentCell(shareOf(now.errors, now.requests));
    default: return {};
    }
}

Cell BreakdownModel::totalCell(int column) const
{
    Cell cell;
    if (column == Name)
        cell.text = rowCount() == 1 ? tr("Total, 1 row")
                                    : tr("Total, %1 rows").arg(format::count(rowCount()));
    else if (column != Share)
        cell = cellOf(m_breakdown.now, m_breakdown.before, column);
    cell.isStrong = true;
    cell.mark = Mark::None;
    return cell;
}

QVariant BreakdownModel::sortValue(const ActivityRow &row, int column) const
{
    const ActivitySums &now = row.now;
    switch (column) {
    case Name: return row.name.toCaseFolded();
    case Spend: return qlonglong(now.cost.nanoUsd);
    case Share: return qlonglong(metricOf(now));
    case Change: {
        const std::int64_t was = metricOf(row.before);
        return was == 0 ? std::numeric_limits<double>::infinity() : shareOf(metricOf(now), was);
    }
    case Requests: return qlonglong(now.requests);
    case Input: return qlonglong(now.promptTokens);
    case Output: return qlonglong(now.completionTokens);
    case Reasoning: return qlonglong(now.reasoningTokens);
    case CacheHit:
        return now.promptTokens == 0 ? -1.0 : shareOf(now.cachedTokens, now.promptTokens);
    case PerMillion: return qlonglong(perMillion(now).value_or(Money{-1}).nanoUsd);
    case Errors: return now.requests == 0 ? -1.0 : shareOf(now.errors, now.requests);
    default: return {};
    }
}

QVariant BreakdownModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ActivityRow &row = m_breakdown.rows[index.row()];
    if (role == IdRole)
        return qlonglong(row.rowId);
    if (role == SortRole)
        return sortValue(row, index.column());
    if (role == Qt::ToolTipRole && index.column() == Spend)
        return format::exactMoney(row.now.cost);
    Cell cell = cellOf(row.now, row.before, index.column());
    if (index.column() == Name) {
        cell.text = row.name;
        cell.isStrong = true;
        cell.isElidedInMiddle = true;
        cell.series = m_colours.value(row.rowId, m_otherColour);
    }
    if (index.column() == Share)
        cell.barSeries = m_colours.value(row.rowId, m_otherColour);
    if (index.column() == Spend)
        cell.isStrong = true;
    return cellData(cell, role);
}

QVariant BreakdownModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name || section == Share ? Qt::AlignLeft : Qt::AlignRight)
                   | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return m_heading;
    case Spend: return tr("Spend");
    case Share: return tr("Share");
    case Change: return tr("Δ prev");
    case Requests: return tr("Requests");
    case Input: return tr("Input");
    case Output: return tr("Output");
    case Reasoning: return tr("Reasoning");
    case CacheHit: return tr("Cache hit");
    case PerMillion: return tr("$ per 1M");
    default: return tr("Errors");
    }
}

} // namespace turnpike
