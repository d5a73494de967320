// SPDX-License-Identifier: GPL-3.0-or-later
// The real programs, with secrets planted wherever a user has one: credentials, keys, the master
// key, a passphrase, prompts and answers. Everything that the programs write is then searched for
// each of them in every spelling: the folder while it is in use and after, backups, what a restore
// makes, logs at their most talkative, every verb's output, what the API answers, CSV, JSON, PDF.
#include "app/Exit.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <csignal>

#include "tests/app/TurnpikedProcess.h"
#include "tests/support/FakeUpstream.h"
#include "tests/support/SecretSpellings.h"

#ifdef TURNPIKE_PATH
#include <qpdf/QPDF.hh>
#endif

using namespace turnpike;
using namespace turnpike::test;

namespace {

QByteArray digits(const char *seed)
{
    return QCryptographicHash::hash(seed, QCryptographicHash::Sha256).toHex();
}

// With characters that each spelling changes, and each told apart in a failure by its words.
const QByteArray credential = "credential+/%\"\\0b1f6c2d9e";
const QByteArray prompt = "prompt canary+/%\"\\91c4e07ab3";
const QByteArray completion = "completion canary+/%\"\\55d8f2";
const QByteArray toolArguments = "tool canary+/%\"\\c03b7a11d4";
const QByteArray passphrase = "passphrase+/%\"\\6ae29f70b8";
const QByteArray apiKey = "sk-tp-v1-" + digits("api key");
const QByteArray managementKey = "sk-tp-mgmt-" + digits("management key");
const QByteArray wrongKey = "sk-tp-v1-" + digits("wrong key");
const QByteArray masterKey = QByteArray::fromHex(digits("master key"));

/// What only the client may see again, in the answer to its own request.
const QList<QByteArray> contents{prompt, completion, toolArguments};
const QList<QByteArray> credentials{
    credential,
    passphrase,
    apiKey,
    managementKey,
    wrongKey,
    masterKey,
    apiKey.mid(9), // Of a key its digits alone, too, and what they stand for.
    QByteArray::fromHex(apiKey.mid(9)),
    managementKey.mid(11),
};

QList<QByteArray> allSpellings(const QList<QByteArray> &secrets)
{
    QList<QByteArray> all;
    for (const QByteArray &secret : secrets)
        all += spellingsOf(secret);
    return all;
}

QByteArray leakOf(const QByteArray &bytes, bool mayQuoteContents = false)
{
    static const QList<QByteArray> secret = allSpellings(credentials);
    static const QList<QByteArray> everything = secret + allSpellings(contents);
    return leakIn(bytes, mayQuoteContents ? secret : everything);
}

/// A provider that repeats to whoever asks what it was told, in all spellings.
Answer quoting(int status)
{
    QByteArray told;
    for (const QByteArray &each : spellingsOf(credential) + spellingsOf(prompt))
        told += ' ' + jsonEscaped(each);
    return Answer::json(status,
                        R"({"error":{"message":"I saw)" + told + R"(","type":"t)" + told
                            + R"(","code":")" + told + "\"}}");
}

const QByteArray chunkBegin
    = R"(data: {"id":"up-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[)";

QByteArray chunk(const QByteArray &delta, const QByteArray &finish = "null")
{
    return chunkBegin + R"({"index":0,"delta":)" + delta + R"(,"finish_reason":)" + finish
        + "}]}\n\n";
}

QByteArrayList goodEvents()
{
    const QByteArray call = R"({"index":0,"id":"c","type":"function","function":{"name":"f",)";
    return {chunk(R"({"role":"assistant","content":")" + jsonEscaped(completion) + "\"}"),
            chunk(R"({"tool_calls":[)" + call + R"("arguments":")" + jsonEscaped(toolArguments)
                  + "\"}}]}"),
            chunk("{}", "\"stop\""),
            chunkBegin + R"(],"usage":{"prompt_tokens":10,"completion_tokens":5}})" + "\n\n",
            "data: [DONE]\n\n"};
}

const QByteArrayList kinds{"good",        "refuses-400", "refuses-401", "refuses-429",
                           "refuses-500", "in-stream",   "garbage",     "html"};

Answer answerTo(const Seen &request)
{
    const QByteArray quoted = jsonEscaped(credential) + ' ' + jsonEscaped(prompt);
    for (const int status : {400, 401, 429, 500})
        if (request.body.contains("refuses-" + QByteArray::number(status)))
            return quoting(status);
    if (request.body.contains("in-stream"))
        return Answer::sse({goodEvents()[0], "data: " + quoting(500).body[0] + "\n\n"});
    if (request.body.contains("garbage"))
        return Answer::sse({goodEvents()[0], "data: {\"" + quoted + "\": " + quoted + "\n\n"});
    if (request.body.contains("html"))
        return Answer::json(200, "<html>" + credential + ' ' + prompt + "</html>");
    return Answer::sse(goodEvents());
}

QByteArray chatBody(const QByteArray &kind, const QByteArray &more = {})
{
    return R"({"model":"lab/)" + kind + R"(","stream":true,"messages":[{"role":"user","content":")"
        + jsonEscaped(prompt) + "\"}]" + more + '}';
}

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '));
}

#ifdef TURNPIKE_PATH
/// Every object of a PDF with its streams unpacked, and its text as a reader shows it.
QByteArray insideOf(const QString &file)
{
    QByteArray inside;
    QPDF pdf;
    pdf.processFile(file.toLocal8Bit().constData());
    for (QPDFObjectHandle &object : pdf.getAllObjects()) {
        inside += QByteArray::fromStdString(object.unparseResolved()) + '\n';
        if (!object.isStream())
            continue;
        const auto data = object.getStreamData(qpdf_dl_all);
        inside += QByteArray(reinterpret_cast<const char *>(data->getBuffer()),
                             static_cast<qsizetype>(data->getSize()));
    }
    QProcess reader;
    reader.start(QStringLiteral("pdftotext"),
                 {QStringLiteral("-raw"), QStringLiteral("-enc"), QStringLiteral("UTF-8"), file,
                  QStringLiteral("-")});
    if (!reader.waitForFinished() || reader.exitCode() != 0)
        return {};
    return inside + reader.readAllStandardOutput();
}
#endif

} // namespace

#define VERIFY_CLEAN(text)                                                                         \
    do {                                                                                           \
        const QByteArray text_ = (text);                                                           \
        QVERIFY2(leakOf(text_).isEmpty(), (leakOf(text_) + " is in: " + text_).constData());       \
    } while (false)

class NothingLeaksTest final : public QObject
{
    Q_OBJECT

private:
    QByteArray policy() const
    {
        QByteArrayList models;
        for (const QByteArray &kind : kinds) {
            models.append(QByteArray(R"({"slug": "lab/KIND", "endpoints": [
                {"provider": "p", "model": "KIND", "max_output": 4096,
                 "pricing": {"prompt": "0.000001", "completion": "0.000004"}}]})")
                              .replace("KIND", kind));
        }
        return QByteArray(R"({
            "providers": [{"slug": "p", "name": "Planted", "format": "openai",
                           "base_url": "URL/v1", "credential": "file:FILE"}],
            "models": [MODELS],
            "keys": [{"name": "team", "secret": "env:API_KEY"}],
            "management_keys": [{"name": "admin", "secret": "env:MANAGEMENT_KEY"}]})")
            .replace("URL", m_upstream->url().toUtf8())
            .replace("FILE", m_program.path(QStringLiteral("credential")).toUtf8())
            .replace("MODELS", models.join(','));
    }

    HttpAnswer chat(const QByteArray &body, const QByteArray &key = apiKey)
    {
        return m_program.post(QStringLiteral("/api/v1/chat/completions"), QString::fromUtf8(key),
                              body);
    }

    /// Runs a verb and searches what it printed.
    Ran verb(const QStringList &line, const QByteArray &input = {})
    {
        const Ran ran = m_program.run(line, input);
        m_printed.append(line.join(QLatin1Char(' ')).toUtf8() + " printed: " + ran.out + ran.err);
        return ran;
    }

    /// The first file of a folder that holds a secret, besides those in `allowed`.
    static QByteArray leakingFile(const QString &folder, int *searched,
                                  const QStringList &allowed = {})
    {
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (allowed.contains(files.fileName()) || !file.open(QIODevice::ReadOnly))
                continue;
            ++*searched;
            if (const QByteArray leak = leakOf(file.readAll()); !leak.isEmpty())
                return file.fileName().toUtf8() + ": " + leak;
        }
        return {};
    }

    std::unique_ptr<FakeUpstream> m_upstream = FakeUpstream::start();
    TurnpikedProcess m_program;
    QByteArrayList m_printed;

private Q_SLOTS:
    void initTestCase()
    {
        m_upstream->setResponder(answerTo);
        m_program.environment.insert(QStringLiteral("TURNPIKE_MASTER_KEY"),
                                     QString::fromLatin1(masterKey.toHex()));
        m_program.environment.insert(QStringLiteral("API_KEY"), QString::fromUtf8(apiKey));
        m_program.environment.insert(QStringLiteral("MANAGEMENT_KEY"),
                                     QString::fromUtf8(managementKey));
        m_program.write(QStringLiteral("credential"), credential);
        QVERIFY(m_program.serve(words("--set log.level=debug")));
        const QString file = m_program.write(QStringLiteral("policy.json"), policy());
        QCOMPARE(verb({QStringLiteral("apply"), file, QStringLiteral("--dry-run")}).exit, 0);
        const Ran applied = verb({QStringLiteral("apply"), file});
        QVERIFY2(applied.exit == 0, applied.err.constData());
    }

    void searchFindsEverySpelling()
    {
        for (const QByteArray &secret : credentials + contents)
            for (const QByteArray &spelling : spellingsOf(secret))
                QVERIFY2(!leakOf("before " + spelling + " after").isEmpty(), secret.constData());
        QVERIFY(leakOf("nothing to see").isEmpty());
    }

    void answersRepeatNoCredential()
    {
        for (const QByteArray &kind : kinds) {
            const HttpAnswer answer = chat(chatBody(kind));
            QVERIFY(answer.status != 0);
            QVERIFY2(leakOf(answer.body, true).isEmpty(), (kind + ": " + answer.body).constData());
            QCOMPARE(answer.body.contains("[DONE]"), kind == "good");
        }
        const QList<Seen> seen = m_upstream->requests();
        QVERIFY(std::all_of(seen.begin(), seen.end(), [](const Seen &request) {
            return request.header("Authorization") == "Bearer " + credential;
        }));
        QVERIFY(seen.size() >= kinds.size());
    }

    void refusalsRepeatNoSecret()
    {
        const QByteArray quotedPrompt = '"' + jsonEscaped(prompt) + '"';
        const QByteArrayList bodies{
            "{\"" + jsonEscaped(prompt),
            chatBody("good", ",\"messages\":[]"),
            chatBody("good", ",\"max_tokens\":" + quotedPrompt),
            chatBody("good", ",\"route\":" + quotedPrompt),
            chatBody("good", ",\"provider\":{\"sort\":" + quotedPrompt + '}'),
            chatBody("good").replace("\"user\"", "[\"user\"]"),
        };
        for (const QByteArray &body : bodies) {
            const HttpAnswer answer = chat(body);
            QCOMPARE(answer.status, 400);
            VERIFY_CLEAN(answer.body);
        }
        const HttpAnswer unknown = chat(chatBody("good"), wrongKey);
        QCOMPARE(unknown.status, 401);
        VERIFY_CLEAN(unknown.body);
        const HttpAnswer manages = chat(chatBody("good"), managementKey);
        QCOMPARE(manages.status, 403);
        VERIFY_CLEAN(manages.body);
        const HttpAnswer asked
            = m_program.get(QStringLiteral("/api/v1/nowhere?api_key=") + QString::fromUtf8(apiKey),
                            QString::fromUtf8(apiKey));
        QCOMPARE(asked.status, 404);
        VERIFY_CLEAN(asked.body);
    }

    void readsOfTheApiHoldNone()
    {
        for (const char *path : {"/api/v1/key", "/api/v1/models", "/api/v1/providers",
                                 "/api/v1/models/lab/good/endpoints", "/api/v1/generation?id=x"})
            VERIFY_CLEAN(m_program.get(QString::fromUtf8(path), QString::fromUtf8(apiKey)).body);
        VERIFY_CLEAN(
            m_program.get(QStringLiteral("/api/v1/credits"), QString::fromUtf8(managementKey))
                .body);
    }

    void verbsPrintNone()
    {
        for (const char *line : {"export",
                                 "verify",
                                 "verify --json",
                                 "key list",
                                 "key list --json",
                                 "provider list",
                                 "provider list --json",
                                 "provider test p",
                                 "credits show",
                                 "--print-config",
                                 "--print-config --json",
                                 "report --by day",
                                 "report --by model",
                                 "report --by key",
                                 "report --by provider",
                                 "report --by detail",
                                 "report --by key --json",
                                 "report --by model --format json",
                                 "provider remove nobody",
                                 "key disable nobody"})
            verb(words(line));
        verb(words("provider credential p --credential stdin"), credential + "\nsecond line\n");
        verb(words("provider credential p --credential stdin"), credential + '\n');
        verb(words("provider add again --base-url http://127.0.0.1:9/v1 --credential stdin"),
             credential + '\n');
        verb(words("provider add p --base-url http://127.0.0.1:9/v1 --credential stdin"),
             credential + '\n');
        verb({QStringLiteral("apply"), QStringLiteral("-")},
             "{\"providers\":[{\"slug\":\"x\",\"base_url\":\"http://h\",\"credential\":\""
                 + jsonEscaped(credential) + "\"}]}");
        verb({QStringLiteral("apply"), QStringLiteral("-")},
             "{\"keys\":[{\"name\":\"x\",\"secret\":\"" + apiKey + "\"}]}");
        for (const QByteArray &each : std::as_const(m_printed))
            VERIFY_CLEAN(each);
        QVERIFY(m_printed.size() > 25);
        const auto printed = [this](const char *text) {
            return std::any_of(m_printed.begin(), m_printed.end(),
                               [text](const QByteArray &each) { return each.contains(text); });
        };
        QVERIFY(printed("lab/good,lab/good,")); // The reports had something to tell.
        QVERIFY(printed("team"));
    }

#ifdef TURNPIKE_PATH
    void pagesHoldNone()
    {
        for (const char *by : {"key", "model"}) {
            const QString file = m_program.path(QString::fromUtf8(by) + QStringLiteral(".pdf"));
            QProcess console;
            QProcessEnvironment environment = m_program.environment;
            for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
                environment.remove(QLatin1String(name));
            console.setProcessEnvironment(environment);
            console.start(QStringLiteral(TURNPIKE_PATH),
                          {QStringLiteral("report"), QStringLiteral("--data"), m_program.data(),
                           QStringLiteral("--pdf"), file, QStringLiteral("--by"),
                           QString::fromUtf8(by)});
            QVERIFY(console.waitForFinished());
            const QByteArray said = console.readAll() + console.readAllStandardError();
            QVERIFY2(console.exitCode() == 0, said.constData());
            VERIFY_CLEAN(said);
            const QByteArray inside = insideOf(file);
            QVERIFY(inside.contains(by == QByteArray("key") ? "team" : "lab/good"));
            QVERIFY(leakOf(inside).isEmpty());
        }
    }
#endif

    void backupAndRestoreHoldNone()
    {
        const QString plain = m_program.path(QStringLiteral("plain.backup"));
        const QString wrapped = m_program.path(QStringLiteral("wrapped.backup"));
        QCOMPARE(verb({QStringLiteral("backup"), plain}).exit, 0);
        const QStringList withPassphrase{QStringLiteral("--passphrase"), QStringLiteral("stdin")};
        QCOMPARE(
            verb(QStringList{QStringLiteral("backup"), wrapped} + withPassphrase, passphrase + '\n')
                .exit,
            0);
        for (const QString &name : {plain, wrapped}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY(bytes.contains("lab/good"));
            QVERIFY2(leakOf(bytes).isEmpty(), (name.toUtf8() + leakOf(bytes)).constData());
        }
        TurnpikedProcess other;
        const Ran mistaken = other.run(
            QStringList{QStringLiteral("restore"), wrapped} + withPassphrase, prompt + '\n');
        QCOMPARE(mistaken.exit, static_cast<int>(Exit::Usage));
        const Ran restored = other.run(
            QStringList{QStringLiteral("restore"), wrapped} + withPassphrase, passphrase + '\n');
        QVERIFY2(restored.exit == 0, restored.err.constData());
        for (const Ran &ran : {mistaken, restored})
            VERIFY_CLEAN(ran.out + ran.err);
        // The one place that is made for a secret, its owner's alone.
        const QString key = other.data() + QStringLiteral("/master.key");
        QVERIFY(QFile::exists(key));
        QCOMPARE(
            QFile::permissions(key)
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        int searched = 0;
        QCOMPARE(leakingFile(other.data(), &searched, {QStringLiteral("master.key")}),
                 QByteArray());
        QVERIFY(searched > 0);
        for (const QByteArray &each : std::as_const(m_printed))
            VERIFY_CLEAN(each);
    }

    void folderHoldsNoneWhileInUseAndAfter()
    {
        const auto search = [this] {
            int searched = 0;
            const QByteArray leaking = leakingFile(m_program.data(), &searched);
            return leaking.isEmpty() && searched < 2 ? QByteArray("nothing was searched") : leaking;
        };
        chat(chatBody("good")); // Fresh in the journal.
        QCOMPARE(search(), QByteArray());
        m_program.environment.remove(QStringLiteral("API_KEY"));
        const Ran ended = m_program.stop(SIGTERM);
        QCOMPARE(ended.exit, 0);
        QVERIFY(!ended.err.isEmpty()); // At the level of debug it had something to say.
        VERIFY_CLEAN(ended.out + ended.err);
        QCOMPARE(search(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(NothingLeaksTest)
#include "tst_NothingLeaks.moc"
