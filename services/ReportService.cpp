// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ReportService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/AuditRepository.h"
#include "ledger/repositories/GenerationRepository.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "services/ActivityReads.h"
#include "services/Actor.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::int64_t maxDays = 366;

ActivityQuery queryOf(const ReportOptions &options, ActivityQuery::Group group)
{
    ActivityQuery query;
    query.period = options.period;
    query.group = group;
    query.step = ActivityQuery::Step::Day;
    query.includesSimulated = options.includesSimulated;
    return query;
}

ActivityQuery::Group groupOf(ReportGroup group)
{
    return group == ReportGroup::Key ? ActivityQuery::Group::Key : ActivityQuery::Group::Model;
}

QList<ReportLine> linesOf(const QList<ActivityRow> &rows)
{
    QList<ReportLine> lines;
    for (const ActivityRow &row : rows)
        lines.append({row.name, row.id, row.now});
    return lines;
}

void findDearestDay(ReportSection &section)
{
    for (qsizetype i = 0; i < section.spend.buckets.size(); ++i) {
        const Money amount{section.spend.bucketTotal(i)};
        if (amount <= section.dearestAmount)
            continue;
        section.dearestAmount = amount;
        section.dearestDay = dayOf(section.spend.buckets[i].startUs);
    }
}

Result<ReportSection> sectionOf(Session &session, const ReportOptions &options,
                                const ActivityRow &row, std::int64_t nowUs)
{
    const bool isKey = options.group == ReportGroup::Key;
    ReportSection section;
    section.head = {row.name, row.id, row.now};
    ActivityQuery query = queryOf(options, ActivityQuery::Group::None);
    query.filter = {isKey ? ActivityDimension::Key : ActivityDimension::Model, row.rowId};
    TRY_ASSIGN(section.spend, ActivityReads::figure(session, query, nowUs));
    findDearestDay(section);
    query.group = isKey ? ActivityQuery::Group::Model : ActivityQuery::Group::Key;
    TRY_ASSIGN(const ActivityBreakdown parts, ActivityReads::breakdown(session, query, nowUs));
    section.lines = linesOf(parts.rows);
    if (isKey) {
        TRY_ASSIGN(section.key, KeyRepository::find(session, {row.rowId}, nowUs));
    }
    return section;
}

Result<> addFigures(Session &session, const ReportOptions &options, Report &report)
{
    TRY_ASSIGN(report.spend,
               ActivityReads::figure(session, queryOf(options, ActivityQuery::Group::Model),
                                     report.madeUs));
    TRY_ASSIGN(
        const ActivityBreakdown groups,
        ActivityReads::breakdown(session, queryOf(options, groupOf(options.group)), report.madeUs));
    report.now = groups.now;
    report.before = groups.before;
    report.lines = linesOf(groups.rows);
    for (const ActivityRow &row :
         groups.rows.first(std::min(groups.rows.size(), Report::maxSections))) {
        TRY_ASSIGN(ReportSection section, sectionOf(session, options, row, report.madeUs));
        report.sections.append(std::move(section));
    }
    return {};
}

Result<> reconcile(Session &session, const ReportOptions &options, Report &report)
{
    GenerationRepository::Span span;
    span.period = options.period;
    span.includesSimulated = options.includesSimulated;
    TRY_ASSIGN(const auto ledger, GenerationRepository::totals(session, span));
    report.unpricedRequests = ledger.unpriced;
    report.reconciliation.ledger = ledger.cost;
    report.reconciliation.ledgerRequests = ledger.requests;
    for (const ReportLine &line : report.lines) {
        report.reconciliation.report += line.sums.cost;
        report.reconciliation.reportRequests += line.sums.requests;
    }
    return {};
}

Result<> addOrigin(Session &session, Report &report)
{
    TRY_ASSIGN(const auto organization, OrganizationRepository::first(session));
    if (!organization)
        return fail(ErrorCode::NotFound, u"There is no organization to report on."_s);
    report.organization = organization->name;
    report.isDemonstration = organization->isDemonstration;
    TRY_ASSIGN(const auto owner, OrganizationRepository::owner(session, organization->id));
    report.preparedBy = owner.name;
    TRY_ASSIGN(report.auditHead, AuditRepository::headHash(session));
    return {};
}

} // namespace

Result<Report> ReportService::usage(const Actor &actor, const ReportOptions &options) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(ActivityReads::check(queryOf(options, ActivityQuery::Group::None)));
    if (options.period.toUs - options.period.fromUs > maxDays * Period::dayUs)
        return fail(ErrorCode::InvalidArgument, u"A report spans at most 366 days."_s,
                    u"/period"_s);
    Report report;
    report.title = options.title.isEmpty() ? u"Usage and cost"_s : options.title;
    report.period = options.period;
    report.periodBefore = options.period.before();
    report.zone = u"UTC"_s;
    report.madeUs = m_clock.nowUs();
    report.version = QStringLiteral(TURNPIKE_VERSION);
    report.includesSimulated = options.includesSimulated;
    report.group = options.group;
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY(addOrigin(session, report));
        TRY(addFigures(session, options, report));
        return reconcile(session, options, report);
    }));
    return report;
}

} // namespace turnpike
