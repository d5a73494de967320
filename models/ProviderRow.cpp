// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ProviderRow.h"

#include "core/Format.h"
#include "core/ProviderFailure.h"
#include "core/Window.h"

#include <QCoreApplication>

namespace turnpike {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::ProviderRow", text);
}

} // namespace

ProviderRow simulatorRow()
{
    ProviderRow row;
    row.provider.id = {ProviderRow::simulatorId};
    row.provider.settings.slug = QStringLiteral("simulator");
    row.provider.settings.name = say("Simulator");
    row.provider.settings.format = ProviderFormat::Simulator;
    return row;
}

ProviderState providerState(const ProviderRow &row)
{
    if (row.test == TestOutcome::Running)
        return ProviderState::Testing;
    if (!row.provider.settings.isEnabled)
        return ProviderState::Disabled;
    if (!row.problem.isEmpty())
        return ProviderState::Locked;
    if (row.test == TestOutcome::Rejected)
        return ProviderState::Rejected;
    if (row.test == TestOutcome::Failed)
        return ProviderState::Unreachable;
    if (isFailing(row.failures, row.attempts))
        return ProviderState::Failing;
    if (row.test == TestOutcome::Works || row.attempts > row.failures)
        return ProviderState::Works;
    return row.provider.hasCredential ? ProviderState::Idle : ProviderState::NoKey;
}

CellBadge providerBadge(const ProviderRow &row)
{
    if (row.isSimulator())
        return {say("Built in"), Tone::Simulated, Mark::Diamond};
    switch (providerState(row)) {
    case ProviderState::Testing: return {say("Testing…"), Tone::Info, Mark::Spinner};
    case ProviderState::Disabled: return {say("Disabled"), Tone::Neutral, Mark::Ring};
    case ProviderState::Locked: return {say("Locked"), Tone::Danger, Mark::Cross};
    case ProviderState::Rejected: return {say("Rejected"), Tone::Danger, Mark::Cross};
    case ProviderState::Unreachable: return {say("Not reached"), Tone::Danger, Mark::Cross};
    case ProviderState::Failing: return {say("Failing"), Tone::Warning, Mark::Triangle};
    case ProviderState::Works: return {say("Works"), Tone::Success, Mark::Dot};
    case ProviderState::NoKey: return {say("No key"), Tone::Neutral, Mark::Ring};
    case ProviderState::Idle: break;
    }
    return {say("Not used lately"), Tone::Neutral, Mark::Ring};
}

QString lastUsed(const ProviderRow &row, std::int64_t nowUs)
{
    if (row.lastUsedUs != 0 && !row.isLastUseExact && dayOf(row.lastUsedUs) == dayOf(nowUs))
        return say("today");
    if (row.lastUsedUs != 0 && !row.isLastUseExact)
        return format::date(row.lastUsedUs);
    return row.lastUsedUs == 0 ? say("not in 30 days") : format::ago(row.lastUsedUs, nowUs);
}

QString providerSubtitle(const ProviderRow &row, std::int64_t nowUs)
{
    if (row.isSimulator())
        return say("built in");
    const QString key = row.provider.hasCredential ? say("1 key") : say("no key");
    switch (providerState(row)) {
    case ProviderState::Testing: return say("%1 · testing…").arg(key);
    case ProviderState::Disabled: return say("%1 · disabled").arg(key);
    case ProviderState::Locked: return say("%1 · cannot be read").arg(key);
    case ProviderState::Rejected: return say("%1 · rejected").arg(key);
    case ProviderState::Unreachable: return say("%1 · not reached").arg(key);
    case ProviderState::Failing: return say("%1 · failing").arg(key);
    case ProviderState::Works:
    case ProviderState::NoKey:
    case ProviderState::Idle: break;
    }
    return row.lastUsedUs == 0 ? key : QStringLiteral("%1 · %2").arg(key, lastUsed(row, nowUs));
}

QString dataPolicyText(const DataPolicy &policy)
{
    const QString trains = !policy.trains ? say("may train on prompts")
        : *policy.trains                  ? say("trains on prompts")
                                          : say("does not train");
    QString retains = !policy.retains ? say("may retain them")
        : *policy.retains             ? say("retains them")
                                      : say("retains nothing");
    if (policy.retains.value_or(true) && policy.retentionDays)
        retains = *policy.retentionDays == 1
            ? say("retains 1 day")
            : say("retains %1 days").arg(format::count(*policy.retentionDays));
    return QStringLiteral("%1 · %2").arg(trains, retains);
}

QString keyTail(const Provider &provider)
{
    if (!provider.hasCredential)
        return format::dash;
    const QString tail = provider.credentialLabel.section(QStringLiteral("..."), -1);
    return QStringLiteral("…") + tail;
}

} // namespace turnpike
