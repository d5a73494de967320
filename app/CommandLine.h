// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs of turnpiked: what may be written after the program's name, and what it means.
#pragma once

#include "app/Exit.h"
#include "core/Result.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <span>
#include <utility>

namespace turnpike {

/// What running a verb gave: bytes for stdout and stderr, and the exit code.
struct VerbResult
{
    Exit exit = Exit::Ok;
    QByteArray out;
    QByteArray err;
};

/// An option of a verb; a null `value` makes it a flag.
struct OptionSpec
{
    const char *name;
    const char *value; ///< How --help calls its value.
    const char *about;
};

/// Who may run a verb where.
enum class VerbPlace : quint8 {
    Here, ///< Always in this process: serve, restore.
    Owner, ///< In the process that owns the ledger, which may be this one.
    Reader, ///< As Owner, but without one a read-only ledger does.
};

struct VerbSpec
{
    const char *name; ///< One or two words: "verify", "key create".
    const char *arguments; ///< As --help shows them: "KEY", "FILE|-".
    const char *about;
    int least; ///< Number of positional arguments.
    int most;
    VerbPlace place;
    std::span<const OptionSpec> options;
};

/// A command line that was understood.
struct Invocation
{
    const VerbSpec *verb = nullptr;
    QStringList words; ///< The command line without the program's name, to be parsed elsewhere.
    QStringList arguments; ///< Positional.
    QHash<QString, QStringList> options; ///< By long name; a flag that is set has one empty value.
    bool wantsJson = false;
    /// Contents that only the process at the terminal can read, by name: "file" for a FILE
    /// argument, an option's name for a secret reference.
    QHash<QString, QByteArray> inputs;

    bool has(const char *option) const { return options.contains(QLatin1String(option)); }
    /// The last value given, or `otherwise`.
    QString value(const char *option, const QString &otherwise = {}) const;
    QString argument(int index) const { return arguments.value(index); }
};

class CommandLine
{
public:
    /// What to do next: run the invocation, or print `immediate` and leave.
    struct Parsed
    {
        std::optional<Invocation> invocation;
        VerbResult immediate; ///< Help, version or a usage error.
        bool printsConfig = false; ///< --print-config: the invocation, if any, is not run.
        bool wantsJson = false;
        QString configFile;
        QList<std::pair<QString, QString>> settings; ///< Keys of Settings that were given here.
    };

    /// `words` is the command line without the program's name. Never ends the process.
    static Parsed parse(const QStringList &words);

    static std::span<const VerbSpec> verbs();
    static const VerbSpec *findVerb(const QString &name);
    static QByteArray helpOf(const VerbSpec &verb);
    static QByteArray help();
};

/// The result of a failed verb: the sentence on stderr, or with --json one object
/// {"error": {"code", "message", "field"}} there.
VerbResult failed(const Error &error, bool wantsJson);

} // namespace turnpike
