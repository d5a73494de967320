// SPDX-License-Identifier: GPL-3.0-or-later
// How a request's route reads in the inspector: its trail and its attempts, without a window.
#include "ui/panes/live/LiveDetails.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::StringLiterals;

class TestLiveRouteText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trailIsToldInPlainWords()
    {
        LiveDetails details = trailDetails(
            R"({"strategy":"alias","order":["birch","alder"],"order_more":2,)"
            R"("ordered_by":"price_weighted","considered":[)"
            R"({"model":"lab/m","endpoint":"alder","demoted":"circuit_open"},)"
            R"({"model":"lab/m","endpoint":"birch"},{"model":"lab/m","endpoint":"cedar"},)"
            R"({"model":"lab/m","endpoint":"dale","left_out":"ignored"}],"considered_more":3,)"
            R"("skipped_by_budget":["birch"],"output_clamped_to":512})");
        addAttempt(details, u"alder"_s, AttemptOutcome::Succeeded, 200);
        QCOMPARE(routeSentence(details),
                 u"m-latest is another name of lab/m. The order was drawn by chance, cheap "
                 "endpoints more often first. A hard limit cut the output to 512 tokens."_s);
        QCOMPARE(untoldCandidates(details), 3);
        QCOMPARE(told(details),
                 (QStringList{u"lab/m alder | 1st: answered | put last: it failed again and again, "
                              "and is being rested"_s,
                              u"lab/m cedar | Not needed | "_s,
                              u"lab/m birch | Left out | a budget does not allow its price"_s,
                              u"lab/m dale | Left out | the request ignores it"_s}));
        QCOMPARE(attemptsOf(details).front().words, u"answered 200"_s);
    }

    void fullProviderIsToldInPlainWords()
    {
        LiveDetails details = trailDetails(
            R"({"strategy":"direct","order":["birch","alder"],"ordered_by":"price","considered":[)"
            R"({"model":"lab/m","endpoint":"alder"},{"model":"lab/m","endpoint":"birch"}],)"
            R"("skipped_by_queue":["birch"]})");
        addAttempt(details, u"alder"_s, AttemptOutcome::Succeeded, 200);
        QCOMPARE(
            told(details),
            (QStringList{
                u"lab/m alder | 1st: answered | "_s,
                u"lab/m birch | Left out | its provider had no place, and too many waited"_s}));
    }

    void recordingIsBilledBySecondsAndSentAsAForm()
    {
        LiveDetails details;
        details.request.state = GenerationState::Complete;
        details.request.api = ApiType::Transcriptions;
        details.request.usage.audioMs = 9'250;
        details.request.cost = Money{925'000};
        PriceVersion version;
        version.prices.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = 0;
        version.prices.prices[static_cast<std::size_t>(PriceUnit::Completion)] = 0;
        version.prices.prices[static_cast<std::size_t>(PriceUnit::AudioSecond)] = 100'000'000'000;
        details.prices = version;
        const Bill bill = billOf(details);
        QCOMPARE(bill.lines.size(), std::size_t(1));
        QCOMPARE(bill.lines[0].label, u"Seconds of audio"_s);
        QCOMPARE(bill.lines[0].count, QLocale().toString(9.25, 'f', 3));
        QCOMPARE(bill.lines[0].amount, Money{925'000});
        QCOMPARE(curlText(details.request, u"lab/m"_s, u"http://127.0.0.1:4141/api/v1"_s),
                 QStringLiteral("curl 'http://127.0.0.1:4141/api/v1/audio/transcriptions' \\\n"
                                "  -H \"Authorization: Bearer $TURNPIKE_KEY\" \\\n"
                                "  -F 'model=lab/m' -F file=@speech.wav"));
    }

    void attemptsOfTwoModelsAreToldApart()
    {
        LiveDetails details = trailDetails(
            R"({"strategy":"fallback","order":["alder","alder"],"ordered_by":"price",)"
            R"("considered":[{"model":"lab/m","endpoint":"alder"},)"
            R"({"model":"lab/n","endpoint":"alder"}]})");
        details.row->modelSlug = u"lab/n"_s;
        addAttempt(details, u"alder"_s, AttemptOutcome::Succeeded, 200);
        const QString untried = u"lab/m alder | Not needed | "_s;
        QCOMPARE(told(details), (QStringList{untried, u"lab/n alder | 1st: answered | "_s}));
        details.row->attempts.clear();
        addAttempt(details, u"alder"_s, AttemptOutcome::Status, 503);
        addAttempt(details, u"alder"_s, AttemptOutcome::Succeeded, 200);
        QCOMPARE(told(details),
                 (QStringList{u"lab/m alder | 1st: 503 server error | "_s,
                              u"lab/n alder | 2nd: answered | "_s}));
        QCOMPARE(routeSentence(details),
                 u"The request named several models, to be tried in turn. "
                 "The cheapest come first, as asked for."_s);
    }

    void olderAndEmptyTrailsReadWell()
    {
        QCOMPARE(routeSentence(trailDetails(
                     R"({"strategy":"direct","order":["alder","birch"],"ordered_by":"policy",)"
                     R"("considered":[{"model":"lab/m","endpoint":"alder"},)"
                     R"({"model":"lab/m","endpoint":"birch"}]})")),
                 u"m-latest was asked for by its name. The order is that of the model's "
                 "endpoints."_s);
        QCOMPARE(routeSentence(trailDetails(
                     R"({"strategy":"direct","order":[],"ordered_by":"policy","considered":[)"
                     R"({"model":"lab/m","endpoint":"alder","left_out":"zdr"}]})")),
                 u"m-latest was asked for by its name. No endpoint was left, so that nothing was "
                 "sent."_s);
        QCOMPARE(routeSentence(trailDetails("")), QString());
        QVERIFY(candidatesOf(trailDetails("{}")).isEmpty());
    }

    void everyErrorStatusHasWords_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words");
        QTest::newRow("401") << 401 << u"401 credential refused"_s;
        QTest::newRow("403") << 403 << u"403 forbidden"_s;
        QTest::newRow("404") << 404 << u"404 not found"_s;
        QTest::newRow("408") << 408 << u"408 timed out"_s;
        QTest::newRow("413") << 413 << u"413 too large"_s;
        QTest::newRow("422") << 422 << u"422 request refused"_s;
        QTest::newRow("429") << 429 << u"429 rate limited"_s;
        QTest::newRow("529") << 529 << u"529 server error"_s;
        QTest::newRow("200") << 200 << u"answered 200 with an error"_s;
    }
    void everyErrorStatusHasWords()
    {
        QFETCH(const int, status);
        QFETCH(const QString, words);
        LiveDetails details = trailDetails("{}");
        addAttempt(details, u"alder"_s, AttemptOutcome::Status, status);
        QCOMPARE(attemptsOf(details).front().words, words);
    }

private:
    /// A request for "m-latest" that became "lab/m", with that trail and no attempts.
    static LiveDetails trailDetails(const char *trail)
    {
        LiveDetails details;
        details.request.requestedModel = u"m-latest"_s;
        details.request.model = {1};
        details.names.models.insert(1, u"lab/m"_s);
        details.row.emplace();
        details.row->modelSlug = u"lab/m"_s;
        details.row->trail = QString::fromLatin1(trail);
        return details;
    }
    static void addAttempt(LiveDetails &details, const QString &tag, AttemptOutcome outcome,
                           int status)
    {
        AttemptRow attempt;
        attempt.provider = tag;
        attempt.tag = tag;
        attempt.record.outcome = outcome;
        attempt.record.status = static_cast<std::uint16_t>(status);
        details.row->attempts.push_back(attempt);
    }
    static QStringList told(const LiveDetails &details)
    {
        QStringList lines;
        for (const CandidateLine &line : candidatesOf(details))
            lines += line.model + u' ' + line.endpoint + u" | "_s + line.decision + u" | "_s
                + line.reason;
        return lines;
    }
};

QTEST_GUILESS_MAIN(TestLiveRouteText)
#include "tst_LiveRouteText.moc"
