// SPDX-License-Identifier: GPL-3.0-or-later
// Random sequences of holds, attempts, progress and settles, ended by a kill at a random moment:
// what replay makes of the journal equals a model that never saw one.
#include "core/ports/Journal.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <unistd.h>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// What a generation's row must say.
struct Expected
{
    GenerationState state = GenerationState::Interrupted;
    std::int64_t cost = 0;
    std::int64_t lost = 0;
    std::int64_t attempts = 0;

    friend bool operator==(const Expected &, const Expected &) = default;
};

/// The model of one generation that has not ended.
struct Running
{
    GenerationRecord record;
    std::uint32_t attempts = 0;
    std::int64_t factor = 1; ///< Of the prices of the last attempt.
    std::int64_t lost = 0;
    std::int64_t prompt = 1000;
    std::int64_t completion = 0;
};

/// Drives a journal, or only the model, by the same random numbers: the two never differ.
class Story
{
public:
    Story(unsigned seedNumber, Journal *journal, std::function<void()> flush)
        : m_random(seedNumber)
        , m_journal(journal)
        , m_flush(std::move(flush))
        , m_steps(std::uniform_int_distribution<int>(1, 900)(m_random))
    {}

    void run()
    {
        for (int step = 0; step < m_steps; ++step)
            act();
    }
    /// Rows after the kill and a replay.
    std::map<QString, Expected> rows() const
    {
        auto all = m_ended;
        for (const Running &r : m_running) {
            if (r.attempts > 0)
                all[name(r)] = {GenerationState::Interrupted,
                                r.factor * (r.prompt * promptNusd + r.completion * completionNusd),
                                r.lost, r.attempts};
        }
        return all;
    }

private:
    int roll(int below) { return std::uniform_int_distribution<int>(0, below - 1)(m_random); }
    static QString name(const Running &r)
    {
        return QString::fromLatin1(r.record.id.text.data(), GenerationId::size);
    }
    void must(bool isTrue)
    {
        if (!isTrue)
            qFatal("the journal has no room");
    }

    void act()
    {
        const int action = roll(10);
        if (action < 4 || m_running.empty())
            return begin();
        Running &r = m_running[static_cast<std::size_t>(roll(static_cast<int>(m_running.size())))];
        if (action < 6 && r.attempts < 3)
            return attempt(r);
        if (action < 8 && r.attempts > 0)
            return progress(r);
        if (r.attempts > 0)
            settle(r);
        if (m_journal != nullptr && roll(20) == 0)
            m_flush();
        else if (m_journal == nullptr)
            roll(20);
    }
    void begin()
    {
        Running r;
        ++m_number;
        r.record = admitted(generationId(m_number), ManualClock::defaultStartUs + m_number);
        while (m_journal != nullptr && !m_journal->hold(r.record))
            m_flush(); // The writer makes room.
        m_running.push_back(r);
    }
    void attempt(Running &r)
    {
        AttemptStart start = firstAttempt(r.record);
        start.number = ++r.attempts;
        r.factor = 1 + roll(2);
        r.prompt = 1000; // What an earlier attempt told is not this one's.
        r.completion = 0;
        start.endpoint = {r.factor};
        start.priceSheet = {r.factor};
        if (start.number > 1) {
            r.lost += roll(1000);
            start.previousOutcome = AttemptOutcome::TimedOut;
        }
        start.lostBefore = {r.lost};
        if (m_journal != nullptr)
            must(m_journal->attempt(start));
    }
    void progress(Running &r)
    {
        r.completion += roll(50);
        Progress p = progressOf(r.record, 3 * r.completion);
        p.promptTold = r.prompt != 1000 || roll(2) == 0;
        if (p.promptTold)
            r.prompt = 1234;
        p.told.prompt = p.promptTold ? r.prompt : 0;
        if (m_journal != nullptr)
            m_journal->progress(p);
    }
    void settle(Running &r)
    {
        GenerationRecord g = completed(r.record);
        g.attemptCount = r.attempts;
        if (r.attempts > 1)
            g.attempts.resize(r.attempts);
        if (m_journal != nullptr)
            must(m_journal->settle(g));
        m_ended[name(r)] = {GenerationState::Complete, g.cost.nanoUsd, 0, r.attempts};
        std::swap(r, m_running.back());
        m_running.pop_back();
    }

    std::mt19937 m_random;
    Journal *m_journal;
    std::function<void()> m_flush;
    int m_steps;
    int m_number = 0;
    std::vector<Running> m_running;
    std::map<QString, Expected> m_ended;
};

int runChild(const QString &folder, unsigned seedNumber)
{
    ManualClock clock;
    LedgerOptions options = ownerOptions(folder);
    options.segmentBytes = 128 << 10;
    options.maxSegments = 250;
    const auto ledger = openLedger(options, clock);
    Story(seedNumber, &ledger->journal(0), [&] { ledger->writer()->flush(); }).run();
    ::kill(::getpid(), SIGKILL);
    return 1;
}

} // namespace

class TestLedgerProperty : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replayEqualsTheModel_data()
    {
        QTest::addColumn<unsigned>("seedNumber");
        for (unsigned i = 1; i <= 12; ++i)
            QTest::newRow(qPrintable(QString::number(i))) << i;
    }
    void replayEqualsTheModel()
    {
        QFETCH(const unsigned, seedNumber);
        QTemporaryDir directory;
        ManualClock clock;
        {
            const auto ledger = openLedger(directory.path(), clock);
            seed(ledger->path());
        }
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(),
                      {u"child"_s, directory.path(), QString::number(seedNumber)});
        QVERIFY(process.waitForFinished(120'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QCOMPARE(process.exitCode(), SIGKILL);

        Story model(seedNumber, nullptr, {});
        model.run();
        const auto ledger = openLedger(directory.path(), clock);
        std::map<QString, Expected> found;
        for (const QString &row : rows(ledger->path(),
                                       "SELECT gen_id, state, cost_nusd, "
                                       "lost_nusd, attempt_count FROM generation")) {
            const QStringList columns = row.split(u'|');
            found[columns[0]]
                = {static_cast<GenerationState>(columns[1].toInt()), columns[2].toLongLong(),
                   columns[3].toLongLong(), columns[4].toLongLong()};
        }
        const auto expected = model.rows();
        QCOMPARE(found.size(), expected.size());
        for (const auto &[id, row] : expected) {
            QVERIFY2(found.contains(id), qPrintable(id));
            QVERIFY2(found[id] == row,
                     qPrintable(id
                                + u": %1 %2 %3 %4"_s.arg(int(found[id].state))
                                      .arg(found[id].cost)
                                      .arg(found[id].lost)
                                      .arg(found[id].attempts)));
        }
        QCOMPARE(ledger->replayed().damagedJournals, 0);
        QCOMPARE(findings(*ledger), QStringList());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && std::string_view(argv[1]) == "child")
        return runChild(QString::fromLocal8Bit(argv[2]), static_cast<unsigned>(std::atoi(argv[3])));
    TestLedgerProperty test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_LedgerProperty.moc"
