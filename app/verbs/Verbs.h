// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs of the command line do, whether they run at the terminal or for a client.
#pragma once

#include "app/CommandLine.h"
#include "services/PolicyFileService.h"

#include <QString>

#include <functional>

namespace turnpike {

class Clock;
class ControlPlane;
class LedgerFlush;

/// What a verb may use. Borrowed. Any thread but that of the GUI: calls block.
struct VerbContext
{
    ControlPlane *control = nullptr; ///< Null when the ledger is open read-only.
    QString ledgerPath;
    QString journalFolder;
    const Clock *clock = nullptr;
    LedgerFlush *flush = nullptr; ///< Null without a gateway: nothing is waiting then.
    const Secret *masterKey = nullptr; ///< Null or empty when it is not there.
    QString osUser;
    std::function<bool()> raiseWindow; ///< False, or empty, when there is no window.
};

/// Runs an invocation whose verb's place is Owner or Reader.
VerbResult runVerb(const VerbContext &context, const Invocation &invocation);

/// Reads what only the process at the terminal can: FILE arguments and secret references, those in
/// a policy file included. Errors: those of `secrets`; NotFound for a file that cannot be read.
Result<> collectInputs(Invocation &invocation, const SecretReader &secrets);

/// The name in Invocation::inputs of what a reference of a policy file names.
QString secretInput(const QString &reference);

// One function a verb; each has the shape of runVerb.
VerbResult applyPolicy(const VerbContext &context, const Invocation &invocation);
VerbResult exportPolicy(const VerbContext &context, const Invocation &invocation);
VerbResult createKey(const VerbContext &context, const Invocation &invocation);
VerbResult listKeys(const VerbContext &context, const Invocation &invocation);
VerbResult changeKey(const VerbContext &context, const Invocation &invocation);
VerbResult addProvider(const VerbContext &context, const Invocation &invocation);
VerbResult listProviders(const VerbContext &context, const Invocation &invocation);
VerbResult testProvider(const VerbContext &context, const Invocation &invocation);
VerbResult changeProvider(const VerbContext &context, const Invocation &invocation);
VerbResult refreshCatalogue(const VerbContext &context, const Invocation &invocation);
VerbResult showCredits(const VerbContext &context, const Invocation &invocation);
VerbResult addCredits(const VerbContext &context, const Invocation &invocation);
VerbResult printReport(const VerbContext &context, const Invocation &invocation);
VerbResult verify(const VerbContext &context, const Invocation &invocation);
VerbResult backup(const VerbContext &context, const Invocation &invocation);
VerbResult raiseWindow(const VerbContext &context, const Invocation &invocation);

} // namespace turnpike
