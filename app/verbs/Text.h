// SPDX-License-Identifier: GPL-3.0-or-later
// How verbs print: tables for people, JSON for scripts, times and amounts in both.
#pragma once

#include "app/CommandLine.h"
#include "core/Money.h"
#include "core/Period.h"
#include "core/Result.h"

#include <QByteArray>
#include <QStringList>

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>

namespace turnpike {

/// Columns padded to their widest cell, two blanks between them; the first row is the heading.
QByteArray tableText(const QList<QStringList> &rows);

/// One line of JSON.
QByteArray jsonLine(const boost::json::value &value);
/// Text as a JSON value; null when empty.
boost::json::value jsonOrNull(const QString &text);
boost::json::string jsonString(const QString &text);
/// Exact decimal text, so that no reader rounds it.
boost::json::string jsonUsd(Money amount);

/// RFC 3339, UTC, to the second; empty for 0.
QString timeText(std::int64_t us);
/// Errors: InvalidArgument naming `option`.
Result<std::int64_t> parseTime(const QString &text, const char *option);
/// Day number of "2026-07-01". Errors: InvalidArgument naming `option`.
Result<std::int32_t> parseDay(const QString &text, const char *option);
/// The days of --from and --to, both included: by default 30 days that end today.
/// Errors: InvalidArgument.
Result<Period> parsePeriod(const Invocation &invocation, std::int32_t today);
QString dayText(std::int32_t day);
/// Errors: InvalidArgument naming `what`.
Result<Money> parseUsd(const QString &text, const char *what);

/// Of an option that is a number of something; `count` stays as it is where it was not given.
/// Errors: InvalidArgument naming the option.
Result<> readCount(const Invocation &invocation, const char *option, std::int64_t &count);

/// Data on stdout.
VerbResult printed(QByteArray out);

} // namespace turnpike
