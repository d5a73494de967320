// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a decision trail (docs/routing.md, "The trail") in plain language.
#pragma once

#include <QString>

namespace turnpike::route {

/// How a `strategy` came from the name that was asked for to the model that was planned: a
/// sentence.
QString howFound(const QString &strategy, const QString &requested, const QString &model);
/// What an `ordered_by` put in order, and by what: a sentence.
QString howOrdered(const QString &basis);
/// "its provider is disabled", for a `left_out`.
QString whyLeftOut(const QString &filter);
/// "it failed within the last 30 s", for a `demoted`.
QString whatDemotes(const QString &demotion);
/// The same with what follows: "put behind: ...".
QString whyDemoted(const QString &demotion);

// Of a word that is not known, as of a newer version's trail, its own letters are given.

} // namespace turnpike::route
