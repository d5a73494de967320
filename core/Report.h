// SPDX-License-Identifier: GPL-3.0-or-later
// A report: everything that its pages say, summed already. docs/life_of_a_figure.md.
#pragma once

#include "core/Activity.h"
#include "core/Figure.h"
#include "core/Key.h"
#include "core/Period.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike {

enum class ReportGroup : quint8 { Key, Model };

/// A row of a table: a key, a model, or what is not shown one by one.
struct ReportLine
{
    QString name;
    QString id; ///< Key hash or model slug; empty when unknown.
    ActivitySums sums;
};

/// The pages of one key or model.
struct ReportSection
{
    ReportLine head;
    std::optional<Key> key; ///< Of a key that the ledger knows; never its secret.
    Figure spend; ///< Per day.
    std::int32_t dearestDay = 0; ///< Of core/Window.h; with the amount below.
    Money dearestAmount;
    QList<ReportLine> lines; ///< By model in a key's section, by key in a model's.
};

/// What the requests cost, and what the report says they cost.
struct Reconciliation
{
    Money ledger; ///< Summed request by request.
    Money report; ///< Summed over the lines of the report's table.
    std::int64_t ledgerRequests = 0;
    std::int64_t reportRequests = 0;

    bool agrees() const { return ledger == report && ledgerRequests == reportRequests; }
};

struct Report
{
    static constexpr qsizetype maxSections = 200;

    QString title;
    QString organization;
    QString preparedBy; ///< The owner's name.
    bool isDemonstration = false;
    Period period;
    Period periodBefore;
    QString zone; ///< Of days: "UTC".
    std::int64_t madeUs = 0;
    QString version;
    QString auditHead; ///< Hash of the newest entry of the audit log.
    bool includesSimulated = false;
    ReportGroup group = ReportGroup::Key;

    ActivitySums now;
    ActivitySums before;
    Figure spend; ///< Per day, by model.
    QList<ReportLine> lines; ///< All keys or models with requests, the dearest first.
    QList<ReportSection> sections; ///< Of the first `maxSections` lines.
    std::int64_t unpricedRequests = 0; ///< Their cost is unknown, and counted as 0.
    Reconciliation reconciliation;
};

} // namespace turnpike
