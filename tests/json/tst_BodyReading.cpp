// SPDX-License-Identifier: GPL-3.0-or-later
// No body may mean one thing to us and another to the upstream: what we accept and edit is read
// again by Python (members in order, duplicates seen, number texts kept) and by Node.
#include "engine/formats/chat/ChatApi.h"
#include "engine/formats/messages/MessagesApi.h"
#include "engine/formats/responses/ResponsesApi.h"
#include "engine/json/Writer.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QTest>

#include <random>
#include <string>
#include <vector>

using namespace turnpike;

namespace {

/// What an API has of its own.
struct Dialect
{
    const char *name;
    const ClientApi &api;
    std::string needed; ///< Members that no body can do without.
    std::vector<std::string> own; ///< Members that another API does not know.
    std::string limit;
    int bodies;
};

const std::vector<Dialect> &dialects()
{
    static const std::string messages
        = R"("messages":[{"role":"user","content":"hi \ud83d\ude00"}])";
    static const std::vector<Dialect> all{
        {"chat", chatApi(), messages, {}, "max_tokens", 12'000},
        {"messages",
         messagesApi(),
         messages + R"(,"max_tokens":900)",
         {R"("speed":"fast")", R"("speed":null)", R"("fallbacks":[])", R"("system":"s")",
          R"("metadata":{"user_id":"u"})", R"("max_tok\u0065ns":1)", R"("stop_sequences":["a"])"},
         "max_tokens",
         6'000},
        {"responses",
         responsesApi(),
         R"("input":"hi \ud83d\ude00")",
         {R"("max_output_tokens":5000)", R"("max_output_tokens":20)", R"("max_output_tokens":null)",
          R"("store":true)", R"("store":false)", R"("store":null)", R"("st\u006fre":true)",
          R"("STORE":true)", R"("instructions":"x")", R"("include":[])"},
         "max_output_tokens",
         6'000},
    };
    return all;
}

/// Generated bodies, the same in every run.
class Corpus
{
public:
    explicit Corpus(const Dialect &dialect)
        : m_dialect(dialect)
    {}

    std::string next()
    {
        std::vector<std::string> members{m_dialect.needed};
        const std::vector<std::string> &own = m_dialect.own;
        if (!own.empty() && pick(2) == 0)
            members.push_back(own[static_cast<std::size_t>(pick(static_cast<int>(own.size())))]);
        for (int count = pick(9); count > 0; --count)
            members.push_back(
                pool()[static_cast<std::size_t>(pick(static_cast<int>(pool().size())))]);
        std::shuffle(members.begin(), members.end(), m_random);
        std::string body = blank() + "{" + blank();
        for (std::size_t index = 0; index < members.size(); ++index)
            body += (index == 0 ? "" : "," + blank()) + members[index] + blank();
        body += "}" + blank();
        return pick(12) == 0 ? spoiled(body) : body;
    }

    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(m_random); }

private:
    static const std::vector<std::string> &pool()
    {
        static const std::vector<std::string> members
            = {R"("model":"openai/gpt-4o")",
               R"("model":null)",
               R"("mod\u0065l":"evil")",
               R"("MODEL":"evil")",
               R"("models":["a","b"])",
               R"("stream":true)",
               R"("stream":true)",
               R"("stream":false)",
               R"("stream_options":{})",
               R"("stream_options":null)",
               R"("stream_options": { "x" : [ ] })",
               R"("stream_options":{"include_usage":false,"y":0})",
               R"("stream_options":{"include_usage":true})",
               R"("stream_options":{"include_us\u0061ge":true})",
               R"("max_tokens":5000)",
               R"("max_tokens":7)",
               R"("max_tokens":null)",
               R"("max_tokens":1e3)",
               R"("max_completion_tokens":6000)",
               R"("max_completion_tokens":null)",
               R"("provider":{"order":["x"]})",
               R"("provider":null)",
               R"("user":"u")",
               R"("usage":{"include":true})",
               R"("trace":{"model":"evil","a":[{},[]]})",
               R"("session_id":"s")",
               R"("debug":{})",
               R"("plugins":[{"id":"web"}])",
               R"("transforms":[])",
               R"("preset":"p")",
               R"("route":"fallback")",
               R"("__proto__":{"model":"evil"})",
               R"("constructor":{"prototype":{}})",
               R"("toString":1)",
               R"("seed":123456789012345678901234567890)",
               R"("temperature":0.10000000000000000000001)",
               R"("x":1e400)",
               R"("x":-0.0)",
               R"("x":"\ud800")",
               R"("x":"\udc00\ud800")",
               R"("x":"\u0000\u2028\"\\")",
               R"("\ud800":1)",
               R"("":0)",
               R"("0":1)",
               R"("a\"b":{"model":"evil"})",
               R"("x":{"y":1,"y":2})",
               "\"x\":\"\xE2\x80\xA8\xF0\x9F\x98\x80\"",
               "\"x\":" + std::string(100, '[') + std::string(100, ']'),
               "\"x\":" + std::string(200, '[') + std::string(200, ']'),
               R"("x":[1,{"a":[true,false,null]}])",
               "\"\xC5\xBFtream\":true",
               R"("response_format":{"type":"json_object"})"};
        return members;
    }

    std::string blank()
    {
        static const std::vector<std::string> blanks = {"", "", "", " ", "\n", "\t \r\n"};
        return blanks[static_cast<std::size_t>(pick(static_cast<int>(blanks.size())))];
    }

    std::string spoiled(std::string body)
    {
        const auto position = static_cast<std::size_t>(pick(static_cast<int>(body.size())));
        switch (pick(7)) {
        case 0: return "\xEF\xBB\xBF" + body;
        case 1: return body + "{}";
        case 2: return body + std::string("\0x", 2);
        case 3: return body.substr(0, position);
        case 4: return body.erase(position, 1);
        case 5: body[position] = static_cast<char>(pick(256)); return body;
        default: return body.insert(position, 1, ",{}[]\"\\:0"[pick(9)]);
        }
    }

    const Dialect &m_dialect;
    std::mt19937 m_random{20260819};
};

QByteArray hex(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size())).toHex();
}

/// What was read and what is meant, for the readers.
std::string meaning(const Dialect &dialect, const ClientRequest &request,
                    const UpstreamEdits &edits)
{
    json::Writer json;
    json.beginObject().member("model", edits.model).member("force", edits.forcesUsage);
    json.member("api", dialect.name).member("unstored", edits.forbidsStoring);
    json.member("options", edits.sendsStreamOptions)
        .member("limit", edits.defaultLimit)
        .key("clamp");
    edits.clampedMax ? json.integer(*edits.clampedMax) : json.null();
    json.key("read").beginObject().key("model");
    request.model.empty() ? json.null() : json.string(request.model);
    if (request.isStreaming)
        json.member("stream", true);
    json.key(dialect.limit);
    request.maxTokens ? json.integer(*request.maxTokens) : json.null();
    return std::move(json.endObject().endObject()).text();
}

} // namespace

class BodyReadingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pythonReadsWhatWasIntended();
    void nodeReadsWhatWasIntended();

private:
    void writeBodies(const Dialect &dialect);
    void readBy(const QString &program, const QString &script);

    QTemporaryFile m_file;
    int m_accepted = 0;
};

void BodyReadingTest::initTestCase()
{
    QVERIFY(m_file.open());
    for (const Dialect &dialect : dialects())
        writeBodies(dialect);
    QVERIFY(m_file.flush());
}

void BodyReadingTest::writeBodies(const Dialect &dialect)
{
    Corpus corpus(dialect);
    const bool isChat = dialect.api.type() == ApiType::Chat;
    const UpstreamEdits variants[] = {
        {.model = "up/stream\"x", .clampedMax = {}},
        {.model = "m", .clampedMax = 300},
        {.model = "m",
         .forcesUsage = false,
         .clampedMax = 300,
         .defaultLimit = "max_completion_tokens"},
        {.model = "m", .sendsStreamOptions = false, .clampedMax = {}},
    };
    int accepted = 0;
    int refused = 0;
    for (int count = 0; count < dialect.bodies; ++count) {
        const std::string body = corpus.next();
        const auto request = dialect.api.read(body);
        if (!request) {
            QCOMPARE(request.error().status, 400);
            ++refused;
            continue;
        }
        UpstreamEdits edits = variants[corpus.pick(4)];
        if (!isChat)
            edits.defaultLimit = dialect.limit;
        edits.forbidsStoring = dialect.api.type() == ApiType::Responses;
        const std::string edited = upstreamBody(*request, edits).joined();
        QVERIFY(m_file.write(hex(body) + ' ' + hex(edited) + ' '
                             + hex(meaning(dialect, *request, edits)) + '\n')
                > 0);
        ++accepted;
    }
    m_accepted += accepted;
    // A corpus of one kind only would prove nothing.
    QVERIFY2(accepted > dialect.bodies / 5 && refused > dialect.bodies / 5,
             std::to_string(accepted).c_str());
}

void BodyReadingTest::readBy(const QString &program, const QString &script)
{
    QProcess reader;
    reader.start(program, {QStringLiteral(TURNPIKE_READERS "/") + script, m_file.fileName()});
    QVERIFY2(reader.waitForFinished(120'000), qPrintable(reader.errorString()));
    QVERIFY2(reader.exitCode() == 0, reader.readAllStandardError().constData());
    QCOMPARE(reader.readAllStandardOutput().trimmed().toInt(), m_accepted);
}

void BodyReadingTest::pythonReadsWhatWasIntended()
{
    readBy(QStringLiteral(TURNPIKE_PYTHON), QStringLiteral("read.py"));
}

void BodyReadingTest::nodeReadsWhatWasIntended()
{
    const QString node = QStandardPaths::findExecutable(QStringLiteral("node"));
    if (node.isEmpty())
        QSKIP("node is not installed");
    readBy(node, QStringLiteral("read.mjs"));
}

QTEST_GUILESS_MAIN(BodyReadingTest)
#include "tst_BodyReading.moc"
