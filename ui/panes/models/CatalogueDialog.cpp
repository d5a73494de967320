// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/CatalogueDialog.h"

#include "core/Format.h"
#include "models/Cell.h"
#include "models/ModelRow.h"
#include "models/PriceText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

using Kind = CatalogueChange::Kind;

constexpr int dialogWidth = 860;
constexpr int tableHeight = 380;

int importance(Kind kind)
{
    switch (kind) {
    case Kind::Prices: return 0;
    case Kind::Limits: return 1;
    case Kind::Wire: return 2;
    case Kind::NewEndpoint: return 3;
    case Kind::NewModel: return 4;
    case Kind::Gone: break;
    }
    return 5;
}

CellBadge badgeOf(Kind kind)
{
    switch (kind) {
    case Kind::Prices: return {CatalogueDialog::tr("Price"), Tone::Warning, Mark::None};
    case Kind::Limits: return {CatalogueDialog::tr("Limit"), Tone::Info, Mark::None};
    case Kind::Wire: return {CatalogueDialog::tr("Format"), Tone::Info, Mark::None};
    case Kind::NewEndpoint: return {CatalogueDialog::tr("New there"), Tone::Success, Mark::None};
    case Kind::NewModel: return {CatalogueDialog::tr("New"), Tone::Success, Mark::None};
    case Kind::Gone: break;
    }
    return {CatalogueDialog::tr("Gone"), Tone::Danger, Mark::None};
}

QString priced(const PriceSheet &sheet)
{
    const QString prices
        = inOutPrices(sheet.prices[static_cast<std::size_t>(PriceUnit::Prompt)],
                      sheet.prices[static_cast<std::size_t>(PriceUnit::Completion)]);
    return prices.isEmpty() ? CatalogueDialog::tr("unpriced") : prices;
}

QString tokens(std::int64_t count)
{
    return count == 0 ? CatalogueDialog::tr("unknown") : tokenLimit(count);
}

QString changeText(const CatalogueChange &change)
{
    const QString arrow = QStringLiteral("%1 → %2");
    switch (change.kind) {
    case Kind::Prices: {
        const QString before = priced(change.before);
        const QString after = priced(change.after);
        return before == after ? CatalogueDialog::tr("%1, other prices differ").arg(before)
                               : arrow.arg(before, after);
    }
    case Kind::Limits: {
        QStringList parts;
        if (change.contextBefore != change.contextAfter)
            parts.append(
                CatalogueDialog::tr("context %1")
                    .arg(arrow.arg(tokens(change.contextBefore), tokens(change.contextAfter))));
        if (change.outputBefore != change.outputAfter)
            parts.append(
                CatalogueDialog::tr("output %1")
                    .arg(arrow.arg(tokens(change.outputBefore), tokens(change.outputAfter))));
        return parts.join(QStringLiteral(" · "));
    }
    case Kind::Wire: return arrow.arg(change.wireBefore, change.wireAfter);
    case Kind::NewEndpoint:
    case Kind::NewModel: return priced(change.after);
    case Kind::Gone: break;
    }
    return CatalogueDialog::tr("not listed any more; its history stays");
}

} // namespace

CatalogueChangesModel::CatalogueChangesModel(const CatalogueDiff &diff, QObject *parent)
    : RowsModel(parent)
{
    QList<CatalogueChange> rows(diff.changes.begin(), diff.changes.end());
    std::ranges::stable_sort(rows, {},
                             [](const CatalogueChange &change) { return importance(change.kind); });
    for (const CatalogueChange &change : std::as_const(rows))
        m_isTicked.push_back(change.kind == CatalogueChange::Kind::Prices
                             || change.kind == CatalogueChange::Kind::Limits
                             || change.kind == CatalogueChange::Kind::Wire);
    setRows(std::move(rows));
}

void CatalogueChangesModel::toggle(int row)
{
    m_isTicked[std::size_t(row)] = !m_isTicked[std::size_t(row)];
    Q_EMIT dataChanged(index(row, Kind), index(row, Kind));
}

void CatalogueChangesModel::setAllTicked(bool isTicked)
{
    m_isTicked.assign(m_isTicked.size(), isTicked);
    Q_EMIT dataChanged(index(0, Kind), index(rowCount() - 1, Kind));
}

std::vector<CatalogueChange> CatalogueChangesModel::ticked() const
{
    std::vector<CatalogueChange> chosen;
    for (int at = 0; at < rowCount(); ++at) {
        if (m_isTicked[std::size_t(at)])
            chosen.push_back(row(at));
    }
    return chosen;
}

QVariant CatalogueChangesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CatalogueChange &change = row(index.row());
    Cell cell;
    switch (index.column()) {
    case Kind: {
        const bool isTicked = m_isTicked[std::size_t(index.row())];
        cell.mark = isTicked ? Mark::Check : Mark::Ring;
        cell.markTone = isTicked ? Tone::Accent : Tone::Faint;
        cell.badge = badgeOf(change.kind);
        cell.spoken = isTicked ? tr("%1, ticked").arg(cell.badge->text)
                               : tr("%1, not ticked").arg(cell.badge->text);
        break;
    }
    case Name:
        cell.text = change.model;
        cell.isStrong = true;
        break;
    case Provider:
        cell.text = change.variant.isEmpty()
            ? change.provider
            : QStringLiteral("%1/%2").arg(change.provider, change.variant);
        break;
    case Change: cell.text = changeText(change); break;
    default: break;
    }
    if (role == IdRole)
        return index.row();
    if (role == Qt::ToolTipRole)
        return visibleText(cell);
    return cellData(cell, role);
}

QVariant CatalogueChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Kind: return tr("What");
    case Name: return tr("Model");
    case Provider: return tr("At");
    case Change: return tr("Change");
    default: return {};
    }
}

CatalogueDialog::CatalogueDialog(const Theme &theme, const CatalogueDiff &diff, QWidget *window)
    : KeyDialog(theme, tr("Refresh the catalogue"), tr("Take the ticked ones"), window)
    , m_model(new CatalogueChangesModel(diff, this))
    , m_table(new DataTable(theme, tr("Differences"), this))
    , m_count(makeLabel({}, "small", this))
{
    setObjectName(QStringLiteral("catalogueDialog"));
    setDialogWidth(dialogWidth);
    auto *sentence = makeLabel(tr("This is how %1 differs from the catalogue here. Prices of your "
                                  "own are differences, too: leave those unticked.")
                                   .arg(diff.source),
                               "quiet", this);
    sentence->setWordWrap(true);
    body()->addWidget(sentence);
    m_table->setObjectName(QStringLiteral("catalogueChanges"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false);
    QList<DataTable::Column> columns(m_model->columnCount());
    columns[CatalogueChangesModel::Kind] = {.width = 128};
    columns[CatalogueChangesModel::Name] = {.width = 220, .stretch = true};
    columns[CatalogueChangesModel::Provider] = {.width = 130};
    columns[CatalogueChangesModel::Change] = {.width = 290};
    m_table->setColumns(columns);
    m_table->setFixedHeight(theme.px(tableHeight));
    body()->addWidget(m_table);
    m_count->setObjectName(QStringLiteral("catalogueCount"));
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(16));
    line->addWidget(m_count, 1);
    const auto addLink = [&](const QString &text, const char *name, bool isTicked) {
        auto *link = makeButton(theme, text, {}, "link", this);
        link->setObjectName(QLatin1String(name));
        line->addWidget(link);
        connect(link, &QPushButton::clicked, m_model,
                [this, isTicked] { m_model->setAllTicked(isTicked); });
    };
    addLink(tr("Tick all"), "tickAll", true);
    addLink(tr("Untick all"), "untickAll", false);
    body()->addLayout(line);
    auto *space = new QShortcut(Qt::Key_Space, m_table);
    space->setContext(Qt::WidgetShortcut);
    connect(space, &QShortcut::activated, this, [this] { toggle(m_table->currentIndex().row()); });
    connect(m_table, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { toggle(index.row()); });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &CatalogueDialog::showCount);
    showCount();
    setFirstFocus(m_table);
}

void CatalogueDialog::toggle(int row)
{
    if (row >= 0)
        m_model->toggle(row);
}

void CatalogueDialog::showCount()
{
    m_count->setText(tr("%1 of %2 ticked")
                         .arg(format::count(qint64(m_model->ticked().size())),
                              format::count(m_model->rowCount())));
}

void CatalogueDialog::submit()
{
    const std::vector<CatalogueChange> chosen = m_model->ticked();
    if (chosen.empty()) {
        accept();
        return;
    }
    setBusy(true);
    Q_EMIT wanted(chosen);
}

bool CatalogueDialog::showAtField(const Error &error)
{
    Q_UNUSED(error) // It is about the whole of what was chosen.
    return false;
}

} // namespace turnpike::ui
