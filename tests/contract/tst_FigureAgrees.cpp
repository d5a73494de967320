// SPDX-License-Identifier: GPL-3.0-or-later
// One amount, from a provider's usage to the ledger, the figure, its table, the CSV and the PDF.
#include "core/Clock.h"
#include "core/Format.h"
#include "core/Report.h"
#include "core/Window.h"
#include "ledger/Session.h"
#include "models/Cell.h"
#include "models/FigureModel.h"
#include "reports/CsvTables.h"
#include "reports/PageLayout.h"
#include "services/ActivityService.h"
#include "services/Actor.h"
#include "services/Authenticator.h"
#include "services/ReportService.h"
#include "ui/export/PdfExporter.h"

#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFOutlineDocumentHelper.hh>

#include "tests/app/TurnpikedProcess.h"
#include "tests/support/FakeUpstream.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

using Query = ActivityQuery;

const QByteArray credential = "canary-credential-31337";
const QByteArray prompt = "canary-prompt-4711";
const QString ciSecret = u"sk-tp-v1-"_s + QString(64, u'a');
const QString teamSecret = u"sk-tp-v1-"_s + QString(64, u'b');

/// What one request used, and must cost by the prices of policy().
struct Spent
{
    QString key;
    const char *model;
    qint64 prompt;
    qint64 completion;
    qint64 nanoUsd;
};

/// 3,000 and 15,000 nano-dollars a token; 333 and 1.
const QList<Spent> requests{
    {ciSecret, "first/large", 1'000'003, 7, 3'000'114'000},
    {ciSecret, "first/large", 411, 93, 2'628'000},
    {teamSecret, "first/large", 20, 1, 75'000},
    {ciSecret, "first/small", 1, 1, 334},
    {teamSecret, "first/small", 123'456'789, 0, 41'111'110'737},
    {teamSecret, "first/small", 15'015'015, 4, 4'999'999'999},
};

qint64 costOf(const Spent &spent)
{
    const bool isLarge = QByteArray(spent.model) == "first/large";
    return isLarge ? spent.prompt * 3'000 + spent.completion * 15'000
                   : spent.prompt * 333 + spent.completion;
}

QByteArray policy(const QString &url)
{
    return R"({"organization": {"name": "Acme Robotics", "owner": {"name": "Alice",
                                "email": "alice@example.org"}},
  "providers": [{"slug": "first", "name": "First", "format": "openai", "base_url": ")"
        + url.toUtf8() + R"(/v1", "credential": "env:CREDENTIAL"}],
  "models": [
    {"slug": "first/large", "context_length": 200000000, "endpoints": [{"provider": "first",
     "model": "large", "pricing": {"prompt": "0.000003", "completion": "0.000015"}}]},
    {"slug": "first/small", "context_length": 200000000, "endpoints": [{"provider": "first",
     "model": "small", "pricing": {"prompt": "0.000000333", "completion": "0.000000001"}}]}],
  "keys": [{"name": "ci", "secret": "env:CI_SECRET"},
           {"name": "=team, \"A\"", "secret": "env:TEAM_SECRET"}]})";
}

QByteArray answerOf(const Spent &spent)
{
    return "{\"id\": \"chatcmpl-1\", \"object\": \"chat.completion\", \"model\": \"m\", "
           "\"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": "
           "\"ok\"}, \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": "
        + QByteArray::number(spent.prompt)
        + ", \"completion_tokens\": " + QByteArray::number(spent.completion)
        + ", \"total_tokens\": " + QByteArray::number(spent.prompt + spent.completion) + "}}";
}

QList<QByteArray> cellsOf(const QByteArray &line)
{
    QList<QByteArray> cells{{}};
    bool isQuoted = false;
    for (const char c : line) {
        if (c == '"')
            isQuoted = !isQuoted;
        else if (c == ',' && !isQuoted)
            cells.append(QByteArray());
        else
            cells.last() += c;
    }
    return cells;
}

/// The sum of a column of amounts; nothing when a cell is none.
std::optional<Money> sumOf(const QByteArray &csv, const QByteArray &column)
{
    QList<QByteArray> lines = csv.split('\n');
    const qsizetype place = cellsOf(lines.takeFirst().trimmed()).indexOf(column);
    Money sum;
    for (const QByteArray &line : lines) {
        if (line.isEmpty())
            continue;
        const auto amount = parseMoney(cellsOf(line.trimmed()).value(place).toStdString());
        if (!amount)
            return {};
        sum += *amount;
    }
    return sum;
}

QByteArray outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput();
}

QByteArray textOf(const QString &pdf)
{
    return outputOf(u"pdftotext"_s, {u"-layout"_s, u"-enc"_s, u"UTF-8"_s, pdf, u"-"_s});
}

void collectTitles(QPDFOutlineObjectHelper outline, QStringList &titles)
{
    titles.append(QString::fromStdString(outline.getTitle()));
    for (QPDFOutlineObjectHelper &kid : outline.getKids())
        collectTitles(kid, titles);
}

} // namespace

class FigureAgreesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *tool : {"pdftotext", "pdfimages", "pdfinfo"})
            QVERIFY2(!QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty(), tool);
        for (const Spent &spent : requests)
            m_total += Money{costOf(spent)};
        spend();
        m_session
            = *Session::open(m_program.data() + u"/ledger.sqlite"_s, Session::Access::ReadOnly);
        m_owner = *Authenticator(*m_session).owner();
        const std::int32_t today = dayOf(m_clock.nowUs());
        m_period = Period::ofDays(today - 1, today); // Midnight may pass meanwhile.
    }

    void amountsAreThoseOfThePrices()
    {
        for (const Spent &spent : requests)
            QCOMPARE(costOf(spent), spent.nanoUsd);
        QCOMPARE(ledgerSum(), m_total);
    }

    void figuresAreTheLedgers()
    {
        const ActivityService activity(*m_session, m_clock);
        for (const Query::Group group :
             {Query::Group::None, Query::Group::Model, Query::Group::Key, Query::Group::Provider}) {
            for (const Query::Step step : {Query::Step::Hour, Query::Step::Day}) {
                const auto figure = activity.figure(*m_owner, query(group, step));
                QVERIFY(figure);
                QCOMPARE(Money{figure->total()}, m_total);
                QCOMPARE(modelSum(*figure), m_total);
            }
            const auto parts = activity.breakdown(*m_owner, query(group, Query::Step::Day));
            QVERIFY(parts);
            QCOMPARE(parts->now.cost, m_total);
            Money sum;
            for (const ActivityRow &row : parts->rows)
                sum += row.now.cost;
            QCOMPARE(sum, group == Query::Group::None ? Money{} : m_total);
        }
        const auto summary = activity.summary(*m_owner, query(Query::Group::Model, {}));
        QVERIFY(summary);
        QCOMPARE(summary->now.cost, m_total);
        QCOMPARE(summary->now.requests, requests.size());
    }

    void filtersShowTheirPart()
    {
        const ActivityService activity(*m_session, m_clock);
        const auto parts = activity.breakdown(*m_owner, query(Query::Group::Key, {}));
        QVERIFY(parts);
        QCOMPARE(parts->rows.size(), 2);
        for (const ActivityRow &row : parts->rows) {
            Query filtered = query(Query::Group::Model, Query::Step::Day);
            filtered.filter = {ActivityDimension::Key, row.rowId};
            QCOMPARE(Money{activity.figure(*m_owner, filtered)->total()}, row.now.cost);
            Money listed;
            const auto found = activity.requests(*m_owner, filtered, {});
            QVERIFY(found);
            for (const GenerationRow &request : *found)
                listed += request.cost;
            QCOMPARE(listed, row.now.cost);
        }
    }

    void pagesOfRequestsHoldEachOnce()
    {
        const ActivityService activity(*m_session, m_clock);
        QByteArray csv = requestsCsvHead();
        qsizetype count = 0;
        std::int64_t before = 0;
        while (true) {
            const auto page
                = activity.requests(*m_owner, query(Query::Group::None, {}), {before, 4});
            QVERIFY(page);
            count += page->size();
            csv += requestsCsvRows(*page);
            if (page->size() < 4)
                break;
            before = page->last().rowId;
        }
        QCOMPARE(count, requests.size());
        QCOMPARE(sumOf(csv, "cost_usd"), m_total);
        verifyHasNoSecret(csv);
    }

    void csvIsTheLedger_data()
    {
        QTest::addColumn<QString>("by");
        for (const char *by : {"day", "model", "key", "provider", "detail"})
            QTest::newRow(by) << QString::fromLatin1(by);
    }

    void csvIsTheLedger()
    {
        QFETCH(const QString, by);
        const Ran ran = m_program.run({u"report"_s, u"--by"_s, by});
        QCOMPARE(ran.exit, 0);
        QCOMPARE(sumOf(ran.out, "credits_usd"), m_total);
        verifyHasNoSecret(ran.out);
        if (by == "key"_L1)
            QVERIFY(ran.out.contains(",\"'=team, \"\"A\"\"\","));
    }

    void pdfIsTheLedger()
    {
        const auto report = ReportService(*m_session, m_clock).usage(*m_owner, options());
        QVERIFY(report);
        QVERIFY(report->reconciliation.agrees());
        QCOMPARE(report->reconciliation.ledger, m_total);
        const QString file = m_program.path(u"report.pdf"_s);
        QVERIFY(ui::exportPdf(PageLayout::of(*report), file));
        const QByteArray text = textOf(file);
        // Ledger sum and report sum to the nano-dollar, every line to the cent.
        QCOMPARE(text.count(format::exactMoney(m_total).toUtf8()), 2);
        QVERIFY(text.contains("Ledger sum = report sum"));
        for (const ReportLine &line : report->lines)
            QVERIFY2(text.contains(format::money(line.sums.cost).toUtf8()), text.constData());
        QVERIFY(text.contains(format::money(m_total).toUtf8()));
        verifyHasNoSecret(text);
        QFile raw(file);
        QVERIFY(raw.open(QIODevice::ReadOnly));
        verifyHasNoSecret(raw.readAll());
        QCOMPARE(raw.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void everyPageSaysWhereItStands()
    {
        const QString file = m_program.path(u"pages.pdf"_s);
        QVERIFY(writePdf(file));
        const QList<QByteArray> pages = textOf(file).chopped(1).split('\f');
        QCOMPARE(pages.size(), 4); // Summary, two keys, notes.
        for (qsizetype i = 0; i < pages.size(); ++i) {
            const QString place = u"Page %1 of %2"_s.arg(i + 1).arg(pages.size());
            QVERIFY2(pages[i].contains(place.toUtf8()), pages[i].constData());
            QVERIFY2(pages[i].contains("(UTC)"), pages[i].constData());
            QVERIFY(pages[i].contains("Acme Robotics"));
        }
    }

    void pagesAreVectorsWithTheirFonts()
    {
        const QString file = m_program.path(u"vectors.pdf"_s);
        QVERIFY(writePdf(file));
        QCOMPARE(outputOf(u"pdfimages"_s, {u"-list"_s, file}).count('\n'), 2); // Its heading.
        const QByteArray info = outputOf(u"pdfinfo"_s, {file});
        QVERIFY2(info.contains("595 x 842 pts (A4)"), info.constData());
        static const QRegularExpression notEmbedded(
            u"^\\S.*\\s+no\\s+(yes|no)\\s+(yes|no)\\s+\\d+\\s+\\d+$"_s,
            QRegularExpression::MultilineOption);
        const QString fonts = QString::fromUtf8(outputOf(u"pdffonts"_s, {file}));
        QVERIFY(fonts.contains(u"Identity-H"_s));
        QVERIFY2(!notEmbedded.match(fonts).hasMatch(), qUtf8Printable(fonts));
    }

    void readersShowTitleAuthorAndBookmarks()
    {
        const QString file = m_program.path(u"outline.pdf"_s);
        QVERIFY(writePdf(file));
        const QByteArray info = outputOf(u"pdfinfo"_s, {u"-enc"_s, u"UTF-8"_s, file});
        QVERIFY2(info.contains("Usage and cost\n"), info.constData());
        QVERIFY2(info.contains("Alice\n"), info.constData());
        QVERIFY2(info.contains("Acme Robotics, "), info.constData());
        QPDF pdf;
        pdf.processFile(file.toLocal8Bit().constData());
        QStringList titles;
        for (QPDFOutlineObjectHelper &outline :
             QPDFOutlineDocumentHelper(pdf).getTopLevelOutlines())
            collectTitles(outline, titles);
        QCOMPARE(titles,
                 QStringList({u"Summary"_s, u"Keys"_s, u"=team, \"A\""_s, u"ci"_s, u"Notes"_s}));
        QVERIFY(pdf.getRoot().hasKey("/PageLabels"));
    }

    void theConsoleWritesItWithoutADisplay()
    {
        const QString file = m_program.path(u"console.pdf"_s);
        QProcess console;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1String(name));
        console.setProcessEnvironment(environment);
        console.start(QStringLiteral(TURNPIKE_PATH),
                      {u"report"_s, u"--data"_s, m_program.data(), u"--pdf"_s, file, u"--by"_s,
                       u"model"_s, u"--title"_s, u"Board copy"_s});
        QVERIFY(console.waitForFinished());
        QVERIFY2(console.exitCode() == 0, console.readAllStandardError().constData());
        const QByteArray text = textOf(file);
        QVERIFY(text.contains("Board copy"));
        QCOMPARE(text.count(format::exactMoney(m_total).toUtf8()), 2);
        QVERIFY(text.contains("first/small"));
        console.start(QStringLiteral(TURNPIKE_PATH),
                      {u"report"_s, u"--by"_s, u"colour"_s, u"--pdf"_s, file});
        QVERIFY(console.waitForFinished());
        QCOMPARE(console.exitCode(), 2);
        console.start(QStringLiteral(TURNPIKE_PATH),
                      {u"report"_s, u"--paper"_s, u"a9"_s, u"--pdf"_s, file});
        QVERIFY(console.waitForFinished());
        QCOMPARE(console.exitCode(), 2);
    }

private:
    void spend()
    {
        m_upstream = test::FakeUpstream::start();
        m_program.environment.insert(u"CREDENTIAL"_s, QString::fromLatin1(credential));
        m_program.environment.insert(u"CI_SECRET"_s, ciSecret);
        m_program.environment.insert(u"TEAM_SECRET"_s, teamSecret);
        QVERIFY(m_program.serve());
        const QString file = m_program.write(u"policy.json"_s, policy(m_upstream->url()));
        const Ran applied = m_program.run({u"apply"_s, file});
        QVERIFY2(applied.exit == 0, (applied.out + applied.err).constData());
        for (const Spent &spent : requests) {
            m_upstream->enqueue(test::Answer::json(200, answerOf(spent)));
            const HttpAnswer answer = m_program.post(
                u"/api/v1/chat/completions"_s, spent.key,
                "{\"model\": \"" + QByteArray(spent.model)
                    + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + prompt + "\"}]}");
            QVERIFY2(answer.status == 200, answer.body.constData());
        }
        // Through the owner: what was settled is in the ledger afterwards.
        QCOMPARE(m_program.run({u"report"_s}).exit, 0);
    }

    Money ledgerSum() const
    {
        auto rows = m_session->run("SELECT CAST(SUM(cost_nusd) AS BIGINT) FROM generation"_L1);
        return rows && rows->next() ? Money{rows->value(0).toLongLong()} : Money{-1};
    }

    static Money modelSum(const Figure &figure)
    {
        FigureModel model;
        model.setFigure(figure);
        const int last = model.columnCount() - 1;
        Money sum;
        for (int row = 0; row < model.rowCount(); ++row)
            sum += Money{model.index(row, last).data(SortRole).toLongLong()};
        return sum;
    }

    Query query(Query::Group group, Query::Step step) const
    {
        Query query;
        query.period = m_period;
        query.group = group;
        query.step = step;
        return query;
    }

    ReportOptions options() const
    {
        ReportOptions options;
        options.period = m_period;
        return options;
    }

    bool writePdf(const QString &file) const
    {
        const auto report = ReportService(*m_session, m_clock).usage(*m_owner, options());
        return report && ui::exportPdf(PageLayout::of(*report), file);
    }

    static void verifyHasNoSecret(const QByteArray &bytes)
    {
        QVERIFY(!bytes.isEmpty());
        QVERIFY(!bytes.contains(credential));
        QVERIFY(!bytes.contains(prompt));
        QVERIFY(!bytes.contains(ciSecret.toUtf8().left(20)));
        QVERIFY(!bytes.contains(teamSecret.toUtf8().left(20)));
    }

    SystemClock m_clock;
    TurnpikedProcess m_program;
    std::unique_ptr<test::FakeUpstream> m_upstream;
    std::unique_ptr<Session> m_session;
    std::optional<Actor> m_owner;
    Period m_period;
    Money m_total;
};

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    FigureAgreesTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_FigureAgrees.moc"
