// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/CommandLine.h"

#include "app/Settings.h"

#include <QCommandLineParser>

#include <boost/json.hpp>

namespace turnpike {

namespace {

constexpr OptionSpec commonOptions[] = {
    {"data", "DIR", "Folder of the ledger"},
    {"config", "FILE", "Configuration file to read instead of the usual one"},
    {"set", "KEY=VALUE", "Set any configuration value; may be repeated"},
    {"print-config", nullptr, "Print the configuration with each value's origin, and end"},
    {"json", nullptr, "Print JSON for scripts"},
    {"help", nullptr, "Print this help"},
};

/// Options that are short for a configuration value.
constexpr std::pair<const char *, const char *> settingOptions[] = {
    {"data", "data"},
    {"port", "listen.port"},
    {"listen", "listen.address"},
    {"threads", "engine.threads"},
    {"response-cache", "engine.response_cache_bytes"},
    {"log-level", "log.level"},
};

constexpr const char *codeNames[] = {
    "invalid_argument", "unauthenticated", "budget_exhausted", "forbidden", "not_found", "conflict",
    "rate_limited",     "upstream_failed", "unavailable",      "timeout",   "internal",
};

void declare(QCommandLineParser &parser, std::span<const OptionSpec> options)
{
    for (const OptionSpec &option : options) {
        QStringList names{QLatin1String(option.name)};
        if (names.first() == QLatin1String("help"))
            names.append(QStringLiteral("h"));
        parser.addOption({names, QLatin1String(option.about), QLatin1String(option.value)});
    }
}

void gather(const QCommandLineParser &parser, std::span<const OptionSpec> options,
            Invocation &invocation)
{
    for (const OptionSpec &option : options) {
        const QString name = QLatin1String(option.name);
        if (parser.isSet(name))
            invocation.options[name] = option.value ? parser.values(name) : QStringList{QString()};
    }
}

VerbResult usageError(const QString &sentence)
{
    return {Exit::Usage, {}, "turnpiked: " + sentence.toUtf8() + '\n'};
}

/// The verb that the words begin with: two words if they name one, else one.
const VerbSpec *verbOf(const QStringList &words)
{
    if (words.size() > 1)
        if (const VerbSpec *verb = CommandLine::findVerb(words[0] + QLatin1Char(' ') + words[1]))
            return verb;
    return words.isEmpty() ? nullptr : CommandLine::findVerb(words[0]);
}

QStringList secondWords(const QString &first)
{
    QStringList seconds;
    const QString prefix = first + QLatin1Char(' ');
    for (const VerbSpec &verb : CommandLine::verbs())
        if (QString::fromLatin1(verb.name).startsWith(prefix))
            seconds.append(QString::fromLatin1(verb.name).sliced(prefix.size()));
    return seconds;
}

/// "key --help": the verbs that begin with "key".
VerbResult helpOfGroup(const QString &first)
{
    QByteArray text = "Usage: turnpiked " + first.toUtf8() + " VERB [ARGUMENT]... [OPTION]...\n\n";
    for (const VerbSpec &verb : CommandLine::verbs()) {
        if (QString::fromLatin1(verb.name).startsWith(first + QLatin1Char(' ')))
            text += QByteArray("  ").append(verb.name).leftJustified(22) + "  " + verb.about + '\n';
    }
    return {
        Exit::Ok, text + "\n\"turnpiked " + first.toUtf8() + " VERB --help\" tells more.\n", {}};
}

VerbResult unknownVerb(const QStringList &words)
{
    const QString &word = words.first();
    const QStringList seconds = secondWords(word);
    const bool asksForHelp = words.size() == 2
        && (words[1] == QLatin1String("--help") || words[1] == QLatin1String("-h"));
    if (!seconds.isEmpty() && asksForHelp)
        return helpOfGroup(word);
    if (!seconds.isEmpty())
        return usageError(QStringLiteral("\"%1\" needs one of: %2. See turnpiked --help.")
                              .arg(word, seconds.join(QStringLiteral(", "))));
    return usageError(QStringLiteral("there is no verb \"%1\". See turnpiked --help.").arg(word));
}

QString usageOf(const VerbSpec &verb)
{
    QString usage = QStringLiteral("turnpiked ") + QLatin1String(verb.name);
    if (*verb.arguments)
        usage += QLatin1Char(' ') + QLatin1String(verb.arguments);
    return usage;
}

QByteArray optionLines(std::span<const OptionSpec> options)
{
    QByteArray text;
    for (const OptionSpec &option : options) {
        QByteArray left = QByteArray("  --") + option.name;
        if (option.value)
            left += QByteArray(" ") + option.value;
        text += left.leftJustified(28) + "  " + option.about + '\n';
    }
    return text;
}

/// Turns the options that stand for configuration values into them. False for a bad --set.
bool gatherSettings(const QCommandLineParser &parser, const VerbSpec *verb,
                    CommandLine::Parsed &parsed)
{
    for (const QString &pair : parser.values(QStringLiteral("set"))) {
        const qsizetype equals = pair.indexOf(QLatin1Char('='));
        if (equals <= 0) {
            parsed.immediate
                = usageError(QStringLiteral("--set wants KEY=VALUE, not \"%1\".").arg(pair));
            return false;
        }
        parsed.settings.append({pair.first(equals), pair.sliced(equals + 1)});
    }
    const bool isServe = verb && QLatin1String(verb->name) == QLatin1String("serve");
    for (const auto &[option, key] : settingOptions) {
        const bool isCommon = QLatin1String(option) == QLatin1String("data");
        if ((isCommon || isServe) && parser.isSet(QLatin1String(option)))
            parsed.settings.append({QString::fromLatin1(key), parser.value(QLatin1String(option))});
    }
    parsed.configFile = parser.value(QStringLiteral("config"));
    return true;
}

/// A demonstration has a temporary folder of its own; nothing when it was not told another.
std::optional<VerbResult> demoError(const QCommandLineParser &parser, const VerbSpec &verb,
                                    const CommandLine::Parsed &parsed)
{
    const bool isServe = QLatin1String(verb.name) == QLatin1String("serve");
    const bool namesFolder = std::ranges::any_of(parsed.settings, [](const auto &setting) {
        return setting.first == QLatin1String("data");
    });
    if (isServe && namesFolder && parser.isSet(QStringLiteral("demo")))
        return usageError(QStringLiteral("--demo has a temporary folder of its own: leave out "
                                         "--data."));
    return {};
}

/// Errors in the number of positional arguments; nothing when it is right.
std::optional<VerbResult> countError(const VerbSpec &verb, const QStringList &arguments)
{
    if (arguments.size() < verb.least)
        return usageError(
            QStringLiteral("\"%1\" needs %2. Usage: %3")
                .arg(QLatin1String(verb.name), QLatin1String(verb.arguments), usageOf(verb)));
    if (arguments.size() > verb.most)
        return usageError(QStringLiteral("\"%1\" is one argument too many. Usage: %2")
                              .arg(arguments[verb.most], usageOf(verb)));
    return {};
}

} // namespace

QString Invocation::value(const char *option, const QString &otherwise) const
{
    const auto found = options.constFind(QLatin1String(option));
    return found == options.cend() || found->isEmpty() ? otherwise : found->last();
}

CommandLine::Parsed CommandLine::parse(const QStringList &words)
{
    Parsed parsed;
    const bool hasVerb = !words.isEmpty() && !words.first().startsWith(QLatin1Char('-'));
    const VerbSpec *verb = hasVerb ? verbOf(words) : nullptr;
    if (hasVerb && !verb) {
        parsed.immediate = unknownVerb(words);
        return parsed;
    }
    const qsizetype verbWords = verb ? QByteArray(verb->name).count(' ') + 1 : 0;

    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    declare(parser, commonOptions);
    if (verb)
        declare(parser, verb->options);
    else
        parser.addOption({QStringLiteral("version"), QStringLiteral("Print the version")});
    if (!parser.parse(QStringList{QStringLiteral("turnpiked")} + words.sliced(verbWords))) {
        QString sentence = parser.errorText();
        sentence.replace(0, 1, sentence.first(1).toLower());
        parsed.immediate = usageError(sentence);
        return parsed;
    }
    parsed.wantsJson = parser.isSet(QStringLiteral("json"));
    if (parser.isSet(QStringLiteral("help"))) {
        parsed.immediate = {Exit::Ok, verb ? helpOf(*verb) : help(), {}};
        return parsed;
    }
    if (!verb && parser.isSet(QStringLiteral("version"))) {
        parsed.immediate = {Exit::Ok, "turnpiked " TURNPIKE_VERSION "\n", {}};
        return parsed;
    }
    if (!gatherSettings(parser, verb, parsed))
        return parsed;
    parsed.printsConfig = parser.isSet(QStringLiteral("print-config"));
    if (parsed.printsConfig)
        return parsed;
    if (!verb) {
        parsed.immediate = {Exit::Usage, {}, help()};
        return parsed;
    }
    auto problem = countError(*verb, parser.positionalArguments());
    if (!problem)
        problem = demoError(parser, *verb, parsed);
    if (problem) {
        parsed.immediate = *std::move(problem);
        return parsed;
    }

    Invocation invocation;
    invocation.verb = verb;
    invocation.words = words;
    invocation.arguments = parser.positionalArguments();
    invocation.wantsJson = parsed.wantsJson;
    gather(parser, verb->options, invocation);
    parsed.invocation = std::move(invocation);
    return parsed;
}

QByteArray CommandLine::helpOf(const VerbSpec &verb)
{
    QByteArray text = "Usage: " + usageOf(verb).toUtf8() + " [OPTION]...\n" + verb.about + ".\n\n";
    if (!verb.options.empty())
        text += "Options:\n" + optionLines(verb.options) + '\n';
    return text + "Options of every verb:\n" + optionLines(commonOptions);
}

QByteArray CommandLine::help()
{
    QByteArray text = "Usage: turnpiked VERB [ARGUMENT]... [OPTION]...\n"
                      "The gateway and its ledger without a window.\n\nVerbs:\n";
    for (const VerbSpec &verb : verbs()) {
        QByteArray left = QByteArray("  ") + verb.name;
        if (*verb.arguments)
            left += QByteArray(" ") + verb.arguments;
        text += left.leftJustified(28) + "  " + verb.about + '\n';
    }
    return text + "\nOptions:\n" + optionLines(commonOptions)
        + "  --version                   Print the version\n\n"
          "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused or in conflict,\n"
          "5 ledger locked or unavailable, 6 verify found a difference.\n"
          "\"turnpiked VERB --help\" tells more about a verb.\n";
}

VerbResult failed(const Error &error, bool wantsJson)
{
    VerbResult result{exitOf(error.code), {}, {}};
    if (!wantsJson) {
        result.err = "turnpiked: " + error.message.toUtf8();
        if (error.code == ErrorCode::InvalidArgument
            && !error.field.isEmpty()) // Where in the file.
            result.err += " (" + error.field.toUtf8() + ')';
        result.err += '\n';
        return result;
    }
    const boost::json::object body{{"code", codeNames[static_cast<std::size_t>(error.code)]},
                                   {"message", error.message.toStdString()},
                                   {"field",
                                    error.field.isEmpty()
                                        ? boost::json::value(nullptr)
                                        : boost::json::value(error.field.toStdString())}};
    result.err
        = QByteArray::fromStdString(boost::json::serialize(boost::json::object{{"error", body}}))
        + '\n';
    return result;
}

} // namespace turnpike
