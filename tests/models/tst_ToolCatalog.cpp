// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ToolCatalog.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QtTest>

#include <cmath>

using namespace turnpike;

namespace {

const QString secret = QStringLiteral("sk-tp-v1-0123456789abcdef");
const QString root = QStringLiteral("http://127.0.0.1:4417/api");
const QString url = root + QStringLiteral("/v1");

ToolSettings settings(const QString &model = QStringLiteral("alder/alder-large-3"))
{
    return {.url = url, .key = {secret}, .model = model};
}

ToolSettings withoutSecret()
{
    ToolSettings result = settings();
    result.key = {QStringLiteral("TURNPIKE_KEY"), SnippetValue::Kind::Variable};
    return result;
}

QString linesOf(const QString &tool, const QString &title, const ToolSettings &with)
{
    for (const ToolSnippet &found : ToolCatalog::snippets(*ToolCatalog::find(tool), with))
        if (found.title == title)
            return found.text;
    return QStringLiteral("no such snippet");
}

double luminance(quint32 rgb)
{
    const auto part = [](quint32 value) {
        const double share = value / 255.0;
        return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(rgb >> 16U & 255U) + 0.7152 * part(rgb >> 8U & 255U)
        + 0.0722 * part(rgb & 255U);
}

} // namespace

class tst_ToolCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyToolIsComplete();
    void cursorIsToldApartFromTheServed();
    void toolDecidesOnlyAmongWhatIsThere();
    void searchFindsByAllWords();
    void linesAreExact_data();
    void linesAreExact();
    void bashReadsItsLines();
    void curlLineIsOneCommand();
    void opencodeSettingsAreJson();
    void claudeSettingsAreJson();
    void noModelMeansTheToolDecides();
    void keyInAVariableIsNeverWritten();
    void valuesCannotLeaveTheirQuotes_data();
    void valuesCannotLeaveTheirQuotes();
};

void tst_ToolCatalog::everyToolIsComplete()
{
    QSet<QString> ids;
    for (const Tool &tool : ToolCatalog::tools()) {
        QVERIFY2(!ids.contains(tool.id), qPrintable(tool.id));
        ids.insert(tool.id);
        QVERIFY(!tool.name.isEmpty() && !tool.subtitle.isEmpty());
        QVERIFY(tool.monogram.size() == 1 || tool.monogram.size() == 2);
        QVERIFY2(1.05 / (luminance(tool.colour) + 0.05) >= 4.5, qPrintable(tool.id));
        QCOMPARE(ToolCatalog::find(tool.id)->name, tool.name);
        const QList<ToolSnippet> snippets = ToolCatalog::snippets(tool, settings());
        QCOMPARE(snippets.isEmpty(), tool.support != ToolSupport::Served);
        QString all;
        for (const ToolSnippet &one : snippets) {
            all += one.text;
            // The key stays out of Codex's file, and the address out of its shell.
            const bool isHalf = tool.id == QStringLiteral("codex");
            QVERIFY2(one.text.contains(root) || isHalf, qPrintable(one.text));
            QVERIFY2(one.text.contains(secret) || isHalf, qPrintable(one.text));
            QCOMPARE(one.path.isEmpty(), one.edit == FileEdit::None);
            QVERIFY(!one.text.endsWith(u'\n'));
        }
        if (tool.support != ToolSupport::Served)
            continue;
        QVERIFY(!tool.hint.isEmpty());
        QVERIFY2(all.contains(root) && all.contains(secret), qPrintable(tool.id));
    }
    QVERIFY(!ToolCatalog::find(QStringLiteral("nothing")));
}

void tst_ToolCatalog::cursorIsToldApartFromTheServed()
{
    for (const Tool &tool : ToolCatalog::tools()) {
        const bool isServed = tool.id != QStringLiteral("cursor");
        QVERIFY2((tool.support == ToolSupport::Served) == isServed, qPrintable(tool.id));
        QCOMPARE(ToolCatalog::explanation(tool).isEmpty(), isServed);
    }
    const Tool cursor = *ToolCatalog::find(QStringLiteral("cursor"));
    QVERIFY(ToolCatalog::snippets(cursor, settings()).isEmpty());
    const QString why = ToolCatalog::explanation(cursor);
    QVERIFY(why.contains(QStringLiteral("/api/v1/cursor"))
            && why.contains(QStringLiteral("127.0.0.1")));
}

void tst_ToolCatalog::toolDecidesOnlyAmongWhatIsThere()
{
    const QStringList anthropic{QStringLiteral("alder/alder-large-3"),
                                QStringLiteral("anthropic/claude-opus-4.8")};
    const QStringList others{QStringLiteral("alder/alder-large-3")};
    const auto canDecide = [](const char *id, const QStringList &models) {
        return ToolCatalog::find(QString::fromLatin1(id))->canDecide(models);
    };
    QVERIFY(canDecide("claude-code", anthropic));
    QVERIFY(!canDecide("claude-code", others));
    QVERIFY(!canDecide("codex", anthropic));
    QVERIFY(canDecide("codex", {QStringLiteral("openai/gpt-5.2")}));
    QVERIFY(canDecide("opencode", {}));
    QVERIFY(!canDecide("aider", anthropic));
}

void tst_ToolCatalog::searchFindsByAllWords()
{
    const auto ids = [](const char *words) {
        QStringList result;
        for (const Tool &tool : ToolCatalog::matching(QString::fromLatin1(words)))
            result.append(tool.id);
        return result;
    };
    QCOMPARE(ids("  ").size(), ToolCatalog::tools().size());
    QCOMPARE(ids("CODEX"), QStringList{QStringLiteral("codex")});
    QCOMPARE(ids("sdk type"),
             (QStringList{QStringLiteral("typescript"), QStringLiteral("anthropic-sdk"),
                          QStringLiteral("openrouter-sdk")}));
    QCOMPARE(ids("codex curl"), QStringList());
}

void tst_ToolCatalog::linesAreExact_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("title");
    QTest::addColumn<bool>("hasSecret");
    QTest::addColumn<QString>("lines");
    const auto row = [](const char *tool, const char *title, bool hasSecret, const char *lines) {
        QTest::addRow("%s, %s, %s", tool, title, hasSecret ? "secret" : "variable")
            << QString::fromLatin1(tool) << QString::fromLatin1(title) << hasSecret
            << QString::fromUtf8(lines);
    };
    row("qwen-code", "bash, zsh", true,
        "export OPENAI_BASE_URL=\"http://127.0.0.1:4417/api/v1\"\n"
        "export OPENAI_API_KEY=\"sk-tp-v1-0123456789abcdef\"\n"
        "export OPENAI_MODEL=\"alder/alder-large-3\"");
    row("qwen-code", "bash, zsh", false,
        "export OPENAI_BASE_URL=\"http://127.0.0.1:4417/api/v1\"\n"
        "export OPENAI_API_KEY=\"$TURNPIKE_KEY\"\n"
        "export OPENAI_MODEL=\"alder/alder-large-3\"");
    row("aider", "fish", true,
        "set -gx OPENAI_API_BASE \"http://127.0.0.1:4417/api/v1\"\n"
        "set -gx OPENAI_API_KEY \"sk-tp-v1-0123456789abcdef\"\n"
        "set -gx AIDER_MODEL \"openai/alder/alder-large-3\"");
    row("aider", "PowerShell", false,
        "$env:OPENAI_API_BASE = \"http://127.0.0.1:4417/api/v1\"\n"
        "$env:OPENAI_API_KEY = \"$env:TURNPIKE_KEY\"\n"
        "$env:AIDER_MODEL = \"openai/alder/alder-large-3\"");
    row("aider", ".aider.conf.yml", true,
        "openai-api-base: \"http://127.0.0.1:4417/api/v1\"\n"
        "openai-api-key: \"sk-tp-v1-0123456789abcdef\"\n"
        "model: \"openai/alder/alder-large-3\"");
    row("aider", ".aider.conf.yml", false,
        "openai-api-base: \"http://127.0.0.1:4417/api/v1\"\n"
        "# The key is read from the environment: export OPENAI_API_KEY=\"$TURNPIKE_KEY\"\n"
        "model: \"openai/alder/alder-large-3\"");
    row("opencode", "opencode.json", false, R"({
  "$schema": "https://opencode.ai/config.json",
  "provider": {
    "openrouter": {
      "options": {
        "baseURL": "http://127.0.0.1:4417/api/v1",
        "apiKey": "{env:TURNPIKE_KEY}"
      },
      "models": {
        "alder/alder-large-3": {}
      }
    }
  },
  "model": "openrouter/alder/alder-large-3"
})");
    row("python", "Python", false, R"(import os

from openai import OpenAI

client = OpenAI(base_url="http://127.0.0.1:4417/api/v1",
                api_key=os.environ["TURNPIKE_KEY"])
answer = client.chat.completions.create(
    model="alder/alder-large-3",
    messages=[{"role": "user", "content": "Say hello in one short sentence."}])
print(answer.choices[0].message.content))");
    row("typescript", "TypeScript", true, R"(import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "http://127.0.0.1:4417/api/v1",
  apiKey: "sk-tp-v1-0123456789abcdef",
});
const answer = await client.chat.completions.create({
  model: "alder/alder-large-3",
  messages: [{ role: "user", content: "Say hello in one short sentence." }],
});
console.log(answer.choices[0].message.content);)");
    row("typescript", "bash, zsh", true,
        "export OPENAI_BASE_URL=\"http://127.0.0.1:4417/api/v1\"\n"
        "export OPENAI_API_KEY=\"sk-tp-v1-0123456789abcdef\"");
    row("openrouter-sdk", "TypeScript", false, R"(import { OpenRouter } from "@openrouter/sdk";

const client = new OpenRouter({
  serverURL: "http://127.0.0.1:4417/api/v1",
  apiKey: process.env.TURNPIKE_KEY,
});
const answer = await client.chat.send({
  chatRequest: {
    model: "alder/alder-large-3",
    messages: [{ role: "user", content: "Say hello in one short sentence." }],
    stream: false,
  },
});
console.log(answer.choices[0].message.content);)");
    row("claude-code", "bash, zsh", true,
        "export ANTHROPIC_BASE_URL=\"http://127.0.0.1:4417/api\"\n"
        "export ANTHROPIC_AUTH_TOKEN=\"sk-tp-v1-0123456789abcdef\"\n"
        "export ANTHROPIC_API_KEY=\"\"\n"
        "export ANTHROPIC_MODEL=\"alder/alder-large-3\"\n"
        "export ANTHROPIC_DEFAULT_OPUS_MODEL=\"alder/alder-large-3\"\n"
        "export ANTHROPIC_DEFAULT_SONNET_MODEL=\"alder/alder-large-3\"\n"
        "export ANTHROPIC_DEFAULT_HAIKU_MODEL=\"alder/alder-large-3\"");
    row("claude-code", "settings.json", false, R"({
  "apiKeyHelper": "printenv TURNPIKE_KEY",
  "env": {
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:4417/api",
    "ANTHROPIC_AUTH_TOKEN": "",
    "ANTHROPIC_API_KEY": "",
    "ANTHROPIC_MODEL": "alder/alder-large-3",
    "ANTHROPIC_DEFAULT_OPUS_MODEL": "alder/alder-large-3",
    "ANTHROPIC_DEFAULT_SONNET_MODEL": "alder/alder-large-3",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL": "alder/alder-large-3"
  }
})");
    row("codex", "bash, zsh", true, "export TURNPIKE_KEY=\"sk-tp-v1-0123456789abcdef\"");
    row("codex", "bash, zsh", false, "no such snippet");
    for (const bool hasSecret : {true, false})
        row("codex", "config.toml", hasSecret, R"(model = "alder/alder-large-3"
model_provider = "turnpike"

[model_providers.turnpike]
name = "Turnpike"
base_url = "http://127.0.0.1:4417/api/v1"
env_key = "TURNPIKE_KEY"
wire_api = "responses")");
    row("anthropic-sdk", "Python", false, R"(import os

from anthropic import Anthropic

client = Anthropic(base_url="http://127.0.0.1:4417/api",
                   api_key=os.environ["TURNPIKE_KEY"])
answer = client.messages.create(
    model="alder/alder-large-3",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Say hello in one short sentence."}])
print("".join(part.text for part in answer.content
              if part.type == "text")))");
    row("anthropic-sdk", "TypeScript", true, R"(import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({
  baseURL: "http://127.0.0.1:4417/api",
  apiKey: "sk-tp-v1-0123456789abcdef",
});
const answer = await client.messages.create({
  model: "alder/alder-large-3",
  max_tokens: 1024,
  messages: [{ role: "user", content: "Say hello in one short sentence." }],
});
for (const part of answer.content)
  if (part.type === "text") console.log(part.text);)");
    row("anthropic-sdk", "fish", true,
        "set -gx ANTHROPIC_BASE_URL \"http://127.0.0.1:4417/api\"\n"
        "set -gx ANTHROPIC_API_KEY \"sk-tp-v1-0123456789abcdef\"");
    row("curl", "bash, zsh", true, R"(curl "http://127.0.0.1:4417/api/v1/chat/completions" \
  -H "Authorization: Bearer sk-tp-v1-0123456789abcdef" \
  -H "Content-Type: application/json" \
  -d '{"model": "alder/alder-large-3", "messages": [{"role": "user", "content": "Say hello in one short sentence."}]}')");
    row("curl", "PowerShell", false,
        R"($body = '{"model": "alder/alder-large-3", "messages": [{"role": "user", "content": "Say hello in one short sentence."}]}'
Invoke-RestMethod -Method Post -Uri "http://127.0.0.1:4417/api/v1/chat/completions" `
  -Headers @{ Authorization = "Bearer $env:TURNPIKE_KEY" } `
  -ContentType "application/json" -Body $body)");
}

void tst_ToolCatalog::linesAreExact()
{
    QFETCH(QString, tool);
    QFETCH(QString, title);
    QFETCH(bool, hasSecret);
    QFETCH(QString, lines);
    QCOMPARE(linesOf(tool, title, hasSecret ? settings() : withoutSecret()), lines);
}

void tst_ToolCatalog::bashReadsItsLines()
{
    const QString bash = QStandardPaths::findExecutable(QStringLiteral("bash"));
    QVERIFY(!bash.isEmpty());
    ToolSettings odd = withoutSecret();
    odd.model = QStringLiteral("a\"b$HOME`id`\\c");
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("TURNPIKE_KEY"), secret);
    process.setProcessEnvironment(environment);
    process.start(bash,
                  {QStringLiteral("-c"),
                   linesOf(QStringLiteral("qwen-code"), QStringLiteral("bash, zsh"), odd)
                       + QStringLiteral("\nprintf '%s\\n' \"$OPENAI_BASE_URL\" "
                                        "\"$OPENAI_API_KEY\" \"$OPENAI_MODEL\"")});
    QVERIFY(process.waitForFinished());
    QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()),
             url + u'\n' + secret + u'\n' + odd.model + u'\n');
}

void tst_ToolCatalog::curlLineIsOneCommand()
{
    ToolSettings odd = withoutSecret();
    odd.model = QStringLiteral("it's");
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("TURNPIKE_KEY"), secret);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral("/bin/bash"),
                  {QStringLiteral("-c"),
                   QStringLiteral("curl() { printf '%s\\n' \"$@\"; }\n")
                       + linesOf(QStringLiteral("curl"), QStringLiteral("bash, zsh"), odd)});
    QVERIFY(process.waitForFinished());
    const QStringList arguments
        = QString::fromUtf8(process.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(arguments.size(), 7);
    QCOMPARE(arguments[0], url + QStringLiteral("/chat/completions"));
    QCOMPARE(arguments[2], QStringLiteral("Authorization: Bearer ") + secret);
    const QJsonObject body = QJsonDocument::fromJson(arguments[6].toUtf8()).object();
    QCOMPARE(body[QStringLiteral("model")].toString(), odd.model);
}

void tst_ToolCatalog::opencodeSettingsAreJson()
{
    for (const QString &model : {QString(), QStringLiteral("a/\"odd\"")}) {
        QJsonParseError error;
        const QJsonObject object
            = QJsonDocument::fromJson(linesOf(QStringLiteral("opencode"),
                                              QStringLiteral("opencode.json"), settings(model))
                                          .toUtf8(),
                                      &error)
                  .object();
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        const QJsonObject options = object[QStringLiteral("provider")][QStringLiteral("openrouter")]
                                          [QStringLiteral("options")]
                                              .toObject();
        QCOMPARE(options[QStringLiteral("apiKey")].toString(), secret);
        QCOMPARE(options[QStringLiteral("baseURL")].toString(), url);
        QCOMPARE(object.contains(QStringLiteral("model")), !model.isEmpty());
    }
}

void tst_ToolCatalog::claudeSettingsAreJson()
{
    for (const QString &model : {QString(), QStringLiteral("a/\"odd\"")}) {
        QJsonParseError error;
        const QString text = linesOf(QStringLiteral("claude-code"), QStringLiteral("settings.json"),
                                     settings(model));
        const QJsonObject object = QJsonDocument::fromJson(text.toUtf8(), &error).object();
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QVERIFY(!object.contains(QStringLiteral("apiKeyHelper")));
        const QJsonObject env = object[QStringLiteral("env")].toObject();
        QCOMPARE(env[QStringLiteral("ANTHROPIC_AUTH_TOKEN")].toString(), secret);
        QCOMPARE(env[QStringLiteral("ANTHROPIC_DEFAULT_HAIKU_MODEL")].toString(), model);
        QCOMPARE(env.size(), model.isEmpty() ? 3 : 7);
    }
}

void tst_ToolCatalog::noModelMeansTheToolDecides()
{
    for (const Tool &tool : ToolCatalog::tools()) {
        if (tool.support != ToolSupport::Served || tool.needsModel)
            continue;
        for (const ToolSnippet &one : ToolCatalog::snippets(tool, settings(QString())))
            for (const char *member : {"\"model", "_MODEL", "model ="})
                QVERIFY2(!one.text.contains(QString::fromLatin1(member)), qPrintable(one.text));
    }
}

void tst_ToolCatalog::keyInAVariableIsNeverWritten()
{
    for (const Tool &tool : ToolCatalog::tools())
        for (const ToolSnippet &one : ToolCatalog::snippets(tool, withoutSecret())) {
            QVERIFY2(!one.text.contains(QStringLiteral("sk-tp-")), qPrintable(one.text));
            QVERIFY2(one.text.contains(QStringLiteral("TURNPIKE_KEY")), qPrintable(one.text));
        }
}

void tst_ToolCatalog::valuesCannotLeaveTheirQuotes_data()
{
    QTest::addColumn<Shell>("shell");
    QTest::addColumn<QString>("line");
    QTest::newRow("posix") << Shell::Posix << QStringLiteral(R"(export A="a\"b\\c\$d\`e'f")");
    QTest::newRow("fish") << Shell::Fish << QStringLiteral(R"(set -gx A "a\"b\\c\$d`e'f")");
    QTest::newRow("PowerShell") << Shell::PowerShell
                                << QStringLiteral(R"($env:A = "a`"b\c`$d``e'f")");
}

void tst_ToolCatalog::valuesCannotLeaveTheirQuotes()
{
    QFETCH(Shell, shell);
    QFETCH(QString, line);
    QCOMPARE(snippet::exported(shell, QStringLiteral("A"), {QStringLiteral(R"(a"b\c$d`e'f)")}),
             line);
    QCOMPARE(snippet::jsonQuoted(QStringLiteral("a\"b\\c\n")),
             QStringLiteral(R"("a\"b\\c\u000a")"));
}

QTEST_GUILESS_MAIN(tst_ToolCatalog)
#include "tst_ToolCatalog.moc"
