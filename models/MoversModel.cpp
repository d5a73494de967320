// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/MoversModel.h"

#include "core/Format.h"

#include <algorithm>
#include <limits>

namespace turnpike {

namespace {

constexpr double doubled = 1.0;
constexpr std::int64_t minorPart = 5; ///< A cause below a fifth of the change goes unsaid.
constexpr std::size_t mostCauses = 2;
const QString minus = QStringLiteral("−");

Cell number(const QString &text, const QString &spoken = {})
{
    Cell cell;
    cell.text = text;
    cell.spoken = spoken;
    cell.isNumber = true;
    return cell;
}

Cell moneyCell(Money amount)
{
    return number(format::money(amount), format::spokenMoney(amount));
}

Cell changeCell(Money change)
{
    Cell cell = number(changeMoney(change));
    const QString spoken = format::spokenMoney({std::abs(change.nanoUsd)});
    cell.spoken = change.nanoUsd < 0 ? MoversModel::tr("down %1").arg(spoken)
                                     : MoversModel::tr("up %1").arg(spoken);
    cell.tone = changeTone(change);
    return cell;
}

/// Nano-dollars.
Cell shareCell(std::int64_t now, std::int64_t before)
{
    if (before <= 0) {
        Cell cell = number(now > 0 ? MoversModel::tr("new") : format::dash);
        cell.tone = Tone::Quiet;
        return cell;
    }
    const double change = format::growth(now, before);
    Cell cell = number(format::change(change));
    cell.tone = change >= doubled ? Tone::Danger : change < 0 ? Tone::Success : Tone::Quiet;
    return cell;
}

QString signedCount(std::int64_t change)
{
    const QString digits = format::count(std::abs(change));
    return change == 0 ? digits : (change < 0 ? minus : QStringLiteral("+")) + digits;
}

Cell cellOf(const ActivitySums &now, const ActivitySums &before, int column)
{
    switch (column) {
    case MoversModel::Before: {
        Cell cell = moneyCell(before.cost);
        cell.tone = before.cost.nanoUsd == 0 ? Tone::Faint : Tone::Normal;
        return cell;
    }
    case MoversModel::Now: return moneyCell(now.cost);
    case MoversModel::Change: {
        Cell cell = changeCell(now.cost - before.cost);
        cell.isStrong = true;
        return cell;
    }
    case MoversModel::Share: return shareCell(now.cost.nanoUsd, before.cost.nanoUsd);
    case MoversModel::Requests: return number(signedCount(now.requests - before.requests));
    default: return {};
    }
}

} // namespace

QString changeMoney(Money change)
{
    const QString digits = format::money({std::abs(change.nanoUsd)});
    if (change.nanoUsd == 0)
        return digits;
    return (change.nanoUsd < 0 ? minus : QStringLiteral("+")) + digits;
}

Tone changeTone(Money change)
{
    return change.nanoUsd < 0 ? Tone::Success : Tone::Normal;
}

QString causeText(SpendCause cause, Money amount)
{
    const bool isMore = amount.nanoUsd > 0;
    switch (cause) {
    case SpendCause::New: return MoversModel::tr("new use");
    case SpendCause::Requests:
        return isMore ? MoversModel::tr("more requests") : MoversModel::tr("fewer requests");
    case SpendCause::Length:
        return isMore ? MoversModel::tr("longer requests") : MoversModel::tr("shorter requests");
    case SpendCause::Models:
        return isMore ? MoversModel::tr("dearer models") : MoversModel::tr("cheaper models");
    case SpendCause::Price: break;
    }
    return isMore ? MoversModel::tr("dearer tokens") : MoversModel::tr("cheaper tokens");
}

QString causesText(const ActivityMover &mover)
{
    const std::int64_t change = mover.change().nanoUsd;
    if (mover.row.now.requests == 0)
        return MoversModel::tr("Not used any more");
    QList<SpendCause> main;
    for (std::size_t i = 0; i < spendCauses; ++i) {
        const std::int64_t amount = mover.causes[i].nanoUsd;
        const bool isItsWay = (amount > 0) == (change > 0);
        if (amount != 0 && isItsWay && std::abs(amount) >= std::abs(change) / minorPart)
            main.append(SpendCause(i));
    }
    std::ranges::stable_sort(main, std::greater<>(), [&mover](SpendCause cause) {
        return std::abs(mover.causes[std::size_t(cause)].nanoUsd);
    });
    QStringList words;
    for (std::size_t i = 0; i < std::min<std::size_t>(mostCauses, std::size_t(main.size())); ++i)
        words.append(causeText(main[qsizetype(i)], mover.causes[std::size_t(main[qsizetype(i)])]));
    QString text = words.join(QStringLiteral(", "));
    if (text.isEmpty())
        return MoversModel::tr("No change of spend");
    text[0] = text[0].toUpper();
    return text;
}

void MoversModel::setMovers(const ActivityMovers &movers, const QString &before, const QString &now)
{
    m_movers = movers;
    m_beforeName = before;
    m_nowName = now;
    setRows(movers.rows);
    Q_EMIT headerDataChanged(Qt::Horizontal, Before, Now);
}

void MoversModel::setHeading(const QString &heading)
{
    m_heading = heading;
    Q_EMIT headerDataChanged(Qt::Horizontal, Name, Name);
}

Cell MoversModel::totalCell(int column) const
{
    Cell cell = cellOf(m_movers.now, m_movers.before, column);
    if (column == Name)
        cell.text = rowCount() == 1 ? tr("Total, 1 row")
                                    : tr("Total, %1 rows").arg(format::count(rowCount()));
    cell.isStrong = true;
    return cell;
}

QVariant MoversModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ActivityMover &mover = row(index.row());
    const ActivityRow &about = mover.row;
    if (role == IdRole)
        return qlonglong(about.rowId);
    if (role == SortRole) {
        switch (index.column()) {
        case Before: return qlonglong(about.before.cost.nanoUsd);
        case Now: return qlonglong(about.now.cost.nanoUsd);
        case Change: return qlonglong(std::abs(mover.change().nanoUsd));
        case Share: {
            const std::int64_t was = about.before.cost.nanoUsd;
            const std::int64_t is = about.now.cost.nanoUsd;
            return was == 0 ? std::numeric_limits<double>::infinity() : double(is) / double(was);
        }
        case Requests: return qlonglong(about.now.requests - about.before.requests);
        case Why: return causesText(mover);
        default: return about.name.toCaseFolded();
        }
    }
    if (role == Qt::ToolTipRole && index.column() == Change)
        return tr("%1, before %2")
            .arg(format::exactMoney(about.now.cost), format::exactMoney(about.before.cost));
    Cell cell = cellOf(about.now, about.before, index.column());
    if (index.column() == Name) {
        cell.text = about.name;
        cell.isStrong = true;
        cell.isElidedInMiddle = true;
    } else if (index.column() == Why) {
        cell.text = causesText(mover);
        cell.tone = Tone::Quiet;
    }
    return cellData(cell, role);
}

QVariant MoversModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name || section == Why ? Qt::AlignLeft : Qt::AlignRight)
                   | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return m_heading;
    case Before: return m_beforeName;
    case Now: return m_nowName;
    case Change: return tr("Δ $");
    case Share: return tr("Δ %");
    case Requests: return tr("Δ Requests");
    default: return tr("Why");
    }
}

} // namespace turnpike
