// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ReportProgram.h"

#include "app/Backup.h"
#include "app/ControlSocket.h"
#include "app/Logging.h"
#include "app/Runtime.h"
#include "app/SettingSources.h"
#include "app/verbs/Text.h"
#include "core/Clock.h"
#include "core/Report.h"
#include "core/Window.h"
#include "ledger/Session.h"
#include "reports/PageLayout.h"
#include "services/Actor.h"
#include "services/Authenticator.h"
#include "services/ReportService.h"
#include "ui/export/PdfExporter.h"

#include <QDir>
#include <QGuiApplication>

namespace turnpike {

namespace {

struct Wanted
{
    QString file;
    ReportOptions options;
    PageGeometry paper;
};

/// Takes `--name VALUE` or `--name=VALUE` out of the words.
std::optional<QString> takeOption(QStringList &words, const QString &name)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words[i].startsWith(name + QLatin1Char('='))) {
            const QString value = words[i].mid(name.size() + 1);
            words.removeAt(i);
            return value;
        }
        if (words[i] == name && i + 1 < words.size()) {
            const QString value = words[i + 1];
            words.remove(i, 2);
            return value;
        }
    }
    return {};
}

Result<ReportGroup> groupOf(const Invocation &invocation)
{
    const QString by = invocation.value("by", QStringLiteral("key"));
    if (by == QLatin1String("key"))
        return ReportGroup::Key;
    if (by == QLatin1String("model"))
        return ReportGroup::Model;
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("--by wants key or model, not \"%1\".").arg(by));
}

/// Without a name, the paper of the locale.
Result<PageGeometry> paperOf(const std::optional<QString> &name)
{
    if (!name)
        return PageGeometry::ofLocale();
    if (*name == QLatin1String("a4"))
        return PageGeometry::a4();
    if (*name == QLatin1String("letter"))
        return PageGeometry::letter();
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("--paper wants a4 or letter, not \"%1\".").arg(*name));
}

Result<ReportOptions> optionsOf(const Invocation &invocation, std::int32_t today)
{
    ReportOptions options;
    TRY_ASSIGN(options.group, groupOf(invocation));
    TRY_ASSIGN(options.period, parsePeriod(invocation, today));
    options.includesSimulated = invocation.has("include-simulated");
    if (invocation.has("format"))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--format is for turnpiked report, which writes CSV and JSON."));
    return options;
}

/// A gateway that has the ledger open writes down what was settled a moment ago; without one, its
/// journal is read here.
Result<> catchUp(const Settings &settings, const Clock &clock)
{
    const QString folder = settings.dataFolder;
    const auto answer
        = askOwner(folder + QStringLiteral("/control.sock"),
                   {{QStringLiteral("report"), QStringLiteral("--by"), QStringLiteral("day")}, {}});
    if (answer || answer.error().code != ErrorCode::NotFound)
        return {};
    if (!hasLedger(folder))
        return fail(ErrorCode::NotFound,
                    QStringLiteral("There is no ledger in %1; name another folder with --data.")
                        .arg(folder));
    RuntimeOptions options;
    options.settings = settings;
    options.gateway = RuntimeOptions::Gateway::Absent;
    const auto runtime = Runtime::open(std::move(options), clock);
    // A ledger that cannot be written can still be reported on, as it stands.
    if (!runtime && runtime.error().code != ErrorCode::Unavailable)
        return tl::unexpected(runtime.error());
    return {};
}

Result<> write(const Settings &settings, const Wanted &wanted, const Clock &clock)
{
    TRY(catchUp(settings, clock));
    TRY_ASSIGN(const auto session,
               Session::open(settings.dataFolder + QStringLiteral("/ledger.sqlite"),
                             Session::Access::ReadOnly));
    TRY_ASSIGN(const Actor owner, Authenticator(*session).owner());
    TRY_ASSIGN(const Report report, ReportService(*session, clock).usage(owner, wanted.options));
    if (!report.reconciliation.agrees())
        return fail(ErrorCode::Internal,
                    QStringLiteral("The rollups differ from the requests; run turnpiked verify."));
    return ui::exportPdf(PageLayout::of(report, wanted.paper), wanted.file);
}

} // namespace

VerbResult makeReport(int argc, char **argv, const QStringList &words)
{
    QStringList rest = words;
    Wanted wanted;
    const auto file = takeOption(rest, QStringLiteral("--pdf"));
    wanted.options.title = takeOption(rest, QStringLiteral("--title")).value_or(QString());
    const Result<PageGeometry> paper = paperOf(takeOption(rest, QStringLiteral("--paper")));
    const CommandLine::Parsed parsed
        = CommandLine::parse(QStringList{QStringLiteral("report")} + rest);
    if (!parsed.invocation)
        return parsed.immediate;
    const bool isJson = parsed.wantsJson;
    if (!file || file->isEmpty())
        return failed({ErrorCode::InvalidArgument,
                       QStringLiteral("Name the file with --pdf FILE; turnpiked report prints CSV "
                                      "and JSON."),
                       {}},
                      isJson);
    wanted.file = QDir::current().absoluteFilePath(*file);

    const SystemClock clock;
    Result<ReportOptions> options = optionsOf(*parsed.invocation, dayOf(clock.nowUs()));
    const Result<LoadedSettings> settings = LoadedSettings::load(settingSources(parsed));
    if (!options || !settings) {
        VerbResult result = failed(options ? settings.error() : options.error(), isJson);
        result.exit = Exit::Usage;
        return result;
    }
    if (!paper) {
        VerbResult result = failed(paper.error(), isJson);
        result.exit = Exit::Usage;
        return result;
    }
    wanted.paper = *paper;
    options->title = wanted.options.title;
    wanted.options = *options;

    qputenv("QT_QPA_PLATFORM", "offscreen"); // Nothing is shown: no display is needed.
    QGuiApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("turnpike"));
    startLogging(settings->values().logLevel);
    const Result<> written = write(settings->values(), wanted, clock);
    if (!written)
        return failed(written.error(), isJson);
    return {Exit::Ok, wanted.file.toLocal8Bit() + '\n', {}};
}

} // namespace turnpike
