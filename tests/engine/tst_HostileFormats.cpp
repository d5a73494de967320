// SPDX-License-Identifier: GPL-3.0-or-later
// Providers of every format that misbehave, before clients of every API: a second endpoint makes a
// failure before the first content invisible, a later one ends in the client's own legal error,
// the charge is what was told or seen, and no money stays held.
#include <QTest>

#include "tests/engine/HostileGateway.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

using End = Answer::End;

constexpr qsizetype mebibyte = qsizetype{1} << 20;

/// The first so many events of a sound stream, and `rest`.
Answer firstEvents(const ProviderDialect &provider, qsizetype count,
                   const QByteArrayList &rest = {})
{
    return Answer::sse(provider.events.mid(0, count) + rest);
}

Answer afterContent(const ProviderDialect &provider, const QByteArrayList &rest)
{
    return firstEvents(provider, provider.firstContent + 1, rest);
}

QByteArrayList withLineEnds(QByteArrayList events, const QByteArray &lineEnd)
{
    for (QByteArray &each : events)
        each.replace("\n", lineEnd);
    return events;
}

/// The events in chunks of one byte, each its own write.
Answer inChunksOfOneByte(const QByteArrayList &events)
{
    Answer answer = Answer::sse({});
    for (const char byte : events.join())
        answer.body.append(QByteArray(1, byte));
    return answer;
}

/// The sound stream with another text at its first content.
QByteArrayList withText(const ProviderDialect &provider, const QByteArray &text)
{
    QByteArrayList events = provider.events;
    events[provider.firstContent] = provider.content(text);
    // What repeats the whole text at the end does so of this one.
    for (qsizetype i = provider.lastContent - 2; i > 0 && i < events.size(); ++i)
        events[i].replace("\"Hello!\"", '"' + text + "!\"");
    return events;
}

using Row = std::function<void(const char *name, const Answer &answer)>;

/// Answers of which nothing may reach a client.
void addBeforeContent(const ProviderDialect &provider, const Row &row)
{
    row("resets at once", Answer::raw({}, End::Reset));
    for (qsizetype cut = 0; cut <= provider.firstContent; ++cut) {
        const QByteArray name = QByteArray::number(cut);
        row("reset after event " + name, firstEvents(provider, cut).endingWith(End::Reset));
        row("clean end after event " + name, firstEvents(provider, cut));
    }
    row("HTML with 200", Answer::json(200, "<!doctype html><html>Welcome</html>"));
    row("HTML as events", Answer::sse({"<html>\n\n", "Sign in\n\n"}));
    row("nothing with 200", Answer::json(200, ""));
    row("no JSON", Answer::sse({"data: {\"choices\":[\n\n"}));
    row("no object", Answer::sse({"data: 17\n\n"}));
    row("deep JSON", Answer::sse({"data: " + QByteArray(100'000, '[') + "\n\n"}));
    row("an error at first", Answer::sse({provider.errorEvent}));
    row("an error before content",
        firstEvents(provider, provider.firstContent, {provider.errorEvent}));
    row("content that is no UTF-8",
        firstEvents(provider, provider.firstContent, {provider.content("\xf0\x28\x8c\xbc")}));
    row("content with a control character",
        firstEvents(provider, provider.firstContent, {provider.content("\x01")}));
    row("an event over the limit",
        firstEvents(provider, provider.firstContent,
                    {provider.content(QByteArray(17 * mebibyte, 'x'))}));
    row("500", Answer::json(500, "<html>Internal</html>"));
    row("429 without a word", Answer::json(429, ""));
}

void addAfterContent(const ProviderDialect &provider, const Row &row)
{
    for (qsizetype cut = provider.firstContent + 1; cut <= provider.lastContent; ++cut) {
        const QByteArray name = QByteArray::number(cut);
        row("reset after event " + name, firstEvents(provider, cut).endingWith(End::Reset));
        row("clean end after event " + name, firstEvents(provider, cut));
    }
    QByteArray half = provider.events[provider.firstContent + 1];
    half.truncate(half.size() / 2);
    row("clean end inside an event", afterContent(provider, {half}));
    row("no JSON", afterContent(provider, {"data: {\"choices\":[}\n\n"}));
    row("HTML", afterContent(provider, {"data: <html>gateway timeout</html>\n\n"}));
    row("an error", afterContent(provider, {provider.errorEvent}));
    row("content that is no UTF-8", afterContent(provider, {provider.content("\xf0\x28\x8c\xbc")}));
    row("half a character",
        afterContent(provider, {provider.content(QByteArray("\xf0\x9f\x98", 3))}));
    row("an event over the limit",
        afterContent(provider, {provider.content(QByteArray(17 * mebibyte, 'x'))}));
    row("an event bomb",
        afterContent(
            provider,
            {QByteArray("data: {\"a\":" + QByteArray(3'000, '[') + "\n\n").repeated(100)}));
}

} // namespace

class HostileFormatsTest final : public QObject
{
    Q_OBJECT

private:
    using Pairs = bool (*)(const ClientDialect &, const ProviderDialect &);

    static bool isAny(const ClientDialect &, const ProviderDialect &) { return true; }
    /// What takes long.
    static bool isFromChat(const ClientDialect &client, const ProviderDialect &)
    {
        return client.name == std::string_view("chat");
    }
    /// What hangs on little but the client's API.
    static bool isOwnOrGemini(const ClientDialect &client, const ProviderDialect &provider)
    {
        return provider.format == client.own || provider.format == ProviderFormat::Gemini;
    }

    /// A row for each pair of formats and each answer of the provider.
    static void addPairs(void (*add)(const ProviderDialect &, const Row &), Pairs isWanted = isAny)
    {
        QTest::addColumn<int>("client");
        QTest::addColumn<int>("provider");
        QTest::addColumn<Answer>("answer");
        for (int client = 0; client < int(clientDialects().size()); ++client) {
            for (int provider = 0; provider < int(providerDialects().size()); ++provider) {
                if (!isWanted(clientDialects()[client], providerDialects()[provider]))
                    continue;
                const QByteArray pair = QByteArray(clientDialects()[client].name) + " from "
                    + providerDialects()[provider].name + ": ";
                add(providerDialects()[provider], [&](const char *name, const Answer &answer) {
                    QTest::newRow(pair + name) << client << provider << answer;
                });
            }
        }
    }

    static QString text(const ReadStream &stream)
    {
        return stream.problem.isEmpty() ? stream.text : stream.problem;
    }

private Q_SLOTS:
    void soundProviderIsUnderstood_data()
    {
        addPairs([](const ProviderDialect &provider, const Row &row) {
            row("as it is", Answer::sse(provider.events));
            row("CRLF", Answer::sse(withLineEnds(provider.events, "\r\n")));
            row("lone CR", Answer::sse(withLineEnds(provider.events, "\r")));
            row("in one write", Answer::sse({provider.events.join()}));
            QByteArrayList commented;
            for (const QByteArray &each : provider.events)
                commented += {": ping\n\n", "\n", each};
            row("comments", Answer::sse(commented));
        });
    }

    void soundProviderIsUnderstood()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway;
        gateway.speak(dialect);
        gateway.meet(answer);
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        QCOMPARE(reply.status, 200);
        const ReadStream stream = spoken.read(reply.body);
        QCOMPARE(text(stream), QStringLiteral("Hello!"));
        QVERIFY(stream.isDone);
        gateway.upstream[0]->setDefault(Answer::json(200, dialect.whole));
        const Reply whole = gateway.ask(spoken, spoken.body(false, {}));
        QVERIFY2(spoken.textOf(whole.body) == QStringLiteral("Hi"), whole.body.constData());
        for (const Settled &row : gateway.settledAfter(2)) {
            QCOMPARE(row.record.state, GenerationState::Complete);
            QCOMPARE(row.record.usageOrigin, UsageOrigin::Measured);
            QCOMPARE(row.record.cost.nanoUsd, 30'000);
        }
        QCOMPARE(gateway.problemAfterwards(2), QByteArray());
    }

    void anyTextComesWhole_data()
    {
        addPairs([](const ProviderDialect &provider, const Row &row) {
            row("characters", inChunksOfOneByte(withText(provider, "\xf0\x9f\x98\x80 \xc3\xbc")));
            QByteArrayList halves = withText(provider, R"(\ud83d)");
            halves[provider.firstContent + 1].replace("\"!\"", R"("\ude00 \u00fc")");
            for (QByteArray &each : halves)
                each.replace(R"("\ud83d!")", R"("\ud83d\ude00 \u00fc")");
            row("a pair of surrogates over two events", Answer::sse(halves));
        });
    }

    void anyTextComesWhole()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        HostileGateway gateway;
        gateway.speak(providerDialects()[provider]);
        gateway.meet(answer);
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        const ReadStream stream = spoken.read(reply.body);
        const QString got = text(stream);
        QVERIFY2(got.startsWith(QString::fromUtf8("\xf0\x9f\x98\x80 \xc3\xbc")), qPrintable(got));
        QVERIFY(stream.isDone);
        QCOMPARE(gateway.settledAfter(1).value(0).record.cost.nanoUsd, 30'000);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void failureBeforeContentIsAnErrorOfTheClientsApi_data()
    {
        addPairs(addBeforeContent, isOwnOrGemini);
    }

    void failureBeforeContentIsAnErrorOfTheClientsApi()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        HostileGateway gateway;
        gateway.speak(providerDialects()[provider]);
        gateway.meet(answer);
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        QVERIFY2(reply.status >= 500 || reply.status == 429, reply.body.constData());
        const QString problem = problemOfPlainError(spoken, reply);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Failed);
        QCOMPARE(row.record.cost.nanoUsd, 0);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void nextEndpointMakesItInvisible_data() { addPairs(addBeforeContent); }

    void nextEndpointMakesItInvisible()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway(2);
        gateway.speak(dialect);
        gateway.meet(answer);
        gateway.upstream[1]->setDefault(Answer::sse(dialect.events));
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        QVERIFY2(reply.status == 200, reply.body.constData());
        const ReadStream stream = spoken.read(reply.body);
        QCOMPARE(text(stream), QStringLiteral("Hello!"));
        QVERIFY(stream.isDone);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Complete);
        QCOMPARE(row.record.attemptCount, 2U);
        QCOMPARE(row.record.cost.nanoUsd, 300'000);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void failureAfterContentIsALegalErrorAndIsCharged_data() { addPairs(addAfterContent); }

    void failureAfterContentIsALegalErrorAndIsCharged()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway(2);
        gateway.speak(dialect);
        gateway.meet(answer);
        gateway.upstream[1]->setDefault(Answer::sse(dialect.events));
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.isWhole);
        const ReadStream stream = spoken.read(reply.body);
        QVERIFY2(text(stream).startsWith(QStringLiteral("Hello")), qPrintable(text(stream)));
        QVERIFY(!stream.isDone);
        QVERIFY(!stream.errorType.isEmpty());
        QCOMPARE(gateway.upstream[1]->requestCount(), 0);
        const GenerationRecord record = gateway.settledAfter(1).value(0).record;
        QCOMPARE(record.state, GenerationState::Failed);
        QCOMPARE(record.usage.completion, 2); // Of the five or six bytes that came.
        QVERIFY(record.usage.prompt > 0);
        QCOMPARE(record.cost.nanoUsd,
                 record.usage.prompt * 1'000 + record.usage.completion * 4'000);
        QCOMPARE(record.counted, record.cost);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    /// An answer that was cut when all of it had come may count as whole or as failed, but both
    /// client and ledger must be told the same.
    void lateCutIsOneOrTheOther_data()
    {
        addPairs([](const ProviderDialect &provider, const Row &row) {
            for (qsizetype cut = provider.lastContent + 1; cut < provider.events.size(); ++cut) {
                const QByteArray name = QByteArray::number(cut);
                row("reset after event " + name, firstEvents(provider, cut).endingWith(End::Reset));
                row("clean end after event " + name, firstEvents(provider, cut));
            }
        });
    }

    void lateCutIsOneOrTheOther()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        HostileGateway gateway;
        gateway.speak(providerDialects()[provider]);
        gateway.meet(answer);
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        QVERIFY(reply.isWhole);
        const ReadStream stream = spoken.read(reply.body);
        QCOMPARE(text(stream), QStringLiteral("Hello!"));
        QCOMPARE(stream.errorType.isEmpty(), stream.isDone);
        const GenerationRecord record = gateway.settledAfter(1).value(0).record;
        QCOMPARE(record.state, stream.isDone ? GenerationState::Complete : GenerationState::Failed);
        QCOMPARE(record.cost.nanoUsd,
                 record.usage.prompt * 1'000 + record.usage.completion * 4'000);
        QVERIFY(record.usage.completion > 0);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void silentProviderIsLeft_data()
    {
        addPairs(
            [](const ProviderDialect &provider, const Row &row) {
                row("before the head", Answer::silence());
                row("before content",
                    untilClose(firstEvents(provider, provider.firstContent)).endingWith(End::Hang));
                row("after content", untilClose(afterContent(provider, {})).endingWith(End::Hang));
            },
            isFromChat);
    }

    void silentProviderIsLeft()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        QFETCH(const Answer, answer);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        const bool hasContent = answer.body.size() > dialect.firstContent;
        HostileGateway gateway(2);
        gateway.speak(dialect);
        gateway.meet(answer);
        gateway.upstream[1]->setDefault(Answer::sse(dialect.events));
        gateway.start();
        const Reply reply = gateway.ask(spoken, spoken.body(true, {}));
        const ReadStream stream = spoken.read(reply.body);
        QCOMPARE(text(stream), hasContent ? QStringLiteral("Hello") : QStringLiteral("Hello!"));
        QCOMPARE(stream.isDone, !hasContent);
        QCOMPARE(stream.errorType.isEmpty(), !hasContent);
        const GenerationRecord record = gateway.settledAfter(1).value(0).record;
        QCOMPARE(record.state, hasContent ? GenerationState::Failed : GenerationState::Complete);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void refusedConnectionIsInvisible_data()
    {
        addPairs([](const ProviderDialect &, const Row &row) { row("refuses", {}); });
    }

    void refusedConnectionIsInvisible()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway(2);
        gateway.speak(dialect);
        gateway.policy.providers[0].origin.port = refusingPort();
        gateway.upstream[1]->setDefault(Answer::sse(dialect.events));
        gateway.start();
        const ReadStream stream = spoken.read(gateway.ask(spoken, spoken.body(true, {})).body);
        QCOMPARE(text(stream), QStringLiteral("Hello!"));
        const GenerationRecord record = gateway.settledAfter(1).value(0).record;
        QCOMPARE(record.cost.nanoUsd, 300'000);
        QCOMPARE(record.lost.nanoUsd, 0);
        QCOMPARE(gateway.held().nanoUsd, 0);
    }
};

QTEST_GUILESS_MAIN(HostileFormatsTest)
#include "tst_HostileFormats.moc"
