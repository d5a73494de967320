// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ToolSnippets.h"

#include <initializer_list>
#include <utility>

namespace turnpike::snippet {

namespace {

QString greeting()
{
    return QStringLiteral("Say hello in one short sentence.");
}

struct Variable
{
    QString name;
    SnippetValue value;
};

using Variables = QList<Variable>;

SnippetValue plain(const QString &text)
{
    return {text, SnippetValue::Kind::Text};
}

QString powerShellProfile()
{
#ifdef Q_OS_WIN
    return QStringLiteral("~/Documents/PowerShell/Microsoft.PowerShell_profile.ps1");
#else
    return QStringLiteral("~/.config/powershell/Microsoft.PowerShell_profile.ps1");
#endif
}

ToolSnippet inShell(Shell shell, const ToolSettings &settings, const QString &text, FileEdit edit)
{
    const bool isKept = edit != FileEdit::None;
    switch (shell) {
    case Shell::Posix:
        return {SnippetPlace::Shell, QStringLiteral("bash, zsh"),
                isKept ? settings.posixProfile : QString(), edit, text};
    case Shell::Fish:
        return {SnippetPlace::Shell, QStringLiteral("fish"),
                isKept ? QStringLiteral("~/.config/fish/config.fish") : QString(), edit, text};
    case Shell::PowerShell:
        return {SnippetPlace::Shell, QStringLiteral("PowerShell"),
                isKept ? powerShellProfile() : QString(), edit, text};
    }
    Q_UNREACHABLE();
}

QList<ToolSnippet> exportsOf(const ToolSettings &settings, const Variables &variables)
{
    QList<ToolSnippet> result;
    for (const Shell shell : {Shell::Posix, Shell::Fish, Shell::PowerShell}) {
        QStringList lines;
        for (const Variable &variable : variables)
            lines.append(exported(shell, variable.name, variable.value));
        result.append(inShell(shell, settings, lines.join(u'\n'), FileEdit::Block));
    }
    return result;
}

ToolSnippet code(const QString &title, const QStringList &lines)
{
    return {SnippetPlace::Code, title, {}, FileEdit::None, lines.join(u'\n')};
}

/// The model stands for each size that Claude Code asks for, in the background, too.
Variables claudeModels(const ToolSettings &settings)
{
    if (settings.model.isEmpty())
        return {};
    Variables result;
    for (const char *name : {"ANTHROPIC_MODEL", "ANTHROPIC_DEFAULT_OPUS_MODEL",
                             "ANTHROPIC_DEFAULT_SONNET_MODEL", "ANTHROPIC_DEFAULT_HAIKU_MODEL"})
        result.append({QString::fromLatin1(name), plain(settings.model)});
    return result;
}

/// An empty ANTHROPIC_API_KEY keeps one that was set elsewhere from being used. Its settings file
/// knows no variables: a key that is not at hand comes from the helper program's output.
QList<ToolSnippet> claudeCode(const ToolSettings &settings)
{
    const QString token = QStringLiteral("ANTHROPIC_AUTH_TOKEN");
    Variables variables{{QStringLiteral("ANTHROPIC_BASE_URL"), plain(settings.rootUrl())},
                        {token, settings.key},
                        {QStringLiteral("ANTHROPIC_API_KEY"), plain({})}};
    variables += claudeModels(settings);
    QList<ToolSnippet> result = exportsOf(settings, variables);
    QStringList members;
    for (const Variable &variable : variables)
        members.append(
            QStringLiteral("    %1: %2")
                .arg(jsonQuoted(variable.name),
                     jsonQuoted(variable.value.isVariable() ? QString() : variable.value.text)));
    QStringList lines{QStringLiteral("{")};
    if (settings.key.isVariable())
        lines.append(QStringLiteral("  \"apiKeyHelper\": %1,")
                         .arg(jsonQuoted(QStringLiteral("printenv ") + settings.key.text)));
    lines += {QStringLiteral("  \"env\": {"), members.join(QStringLiteral(",\n")),
              QStringLiteral("  }"), QStringLiteral("}")};
    result.append({SnippetPlace::File, QStringLiteral("settings.json"),
                   QStringLiteral("~/.claude/settings.json"), FileEdit::Json, lines.join(u'\n')});
    return result;
}

/// Codex takes a provider's key from the environment only.
QList<ToolSnippet> codex(const ToolSettings &settings)
{
    const QString variable
        = settings.key.isVariable() ? settings.key.text : QString::fromLatin1(keyVariable);
    QList<ToolSnippet> result;
    if (!settings.key.isVariable())
        result = exportsOf(settings, {{variable, settings.key}});
    QStringList lines;
    if (!settings.model.isEmpty())
        lines.append(QStringLiteral("model = ") + jsonQuoted(settings.model));
    lines += {QStringLiteral("model_provider = \"turnpike\""),
              QString(),
              QStringLiteral("[model_providers.turnpike]"),
              QStringLiteral("name = \"Turnpike\""),
              QStringLiteral("base_url = ") + jsonQuoted(settings.url),
              QStringLiteral("env_key = ") + jsonQuoted(variable),
              QStringLiteral("wire_api = \"responses\"")};
    result.append({SnippetPlace::File, QStringLiteral("config.toml"),
                   QStringLiteral("~/.codex/config.toml"), FileEdit::Toml, lines.join(u'\n')});
    return result;
}

/// opencode takes `{env:NAME}` in its settings for what a variable holds.
QList<ToolSnippet> opencode(const ToolSettings &settings)
{
    const QString key = settings.key.isVariable()
        ? QStringLiteral("{env:") + settings.key.text + u'}'
        : settings.key.text;
    QStringList lines{QStringLiteral("{"),
                      QStringLiteral("  \"$schema\": \"https://opencode.ai/config.json\","),
                      QStringLiteral("  \"provider\": {"),
                      QStringLiteral("    \"openrouter\": {"),
                      QStringLiteral("      \"options\": {"),
                      QStringLiteral("        \"baseURL\": %1,").arg(jsonQuoted(settings.url)),
                      QStringLiteral("        \"apiKey\": %1").arg(jsonQuoted(key))};
    if (settings.model.isEmpty()) {
        lines += {QStringLiteral("      }"), QStringLiteral("    }"), QStringLiteral("  }")};
    } else {
        lines += {QStringLiteral("      },"),
                  QStringLiteral("      \"models\": {"),
                  QStringLiteral("        %1: {}").arg(jsonQuoted(settings.model)),
                  QStringLiteral("      }"),
                  QStringLiteral("    }"),
                  QStringLiteral("  },"),
                  QStringLiteral("  \"model\": %1")
                      .arg(jsonQuoted(QStringLiteral("openrouter/") + settings.model))};
    }
    lines.append(QStringLiteral("}"));
    return {{SnippetPlace::File, QStringLiteral("opencode.json"),
             QStringLiteral("~/.config/opencode/opencode.json"), FileEdit::Json,
             lines.join(u'\n')}};
}

/// aider's settings file knows no variables: with a key that is not at hand, the key stays in the
/// environment, which aider reads as well.
QList<ToolSnippet> aider(const ToolSettings &settings)
{
    const QString model = QStringLiteral("openai/") + settings.model;
    QList<ToolSnippet> result = exportsOf(settings,
                                          {{QStringLiteral("OPENAI_API_BASE"), plain(settings.url)},
                                           {QStringLiteral("OPENAI_API_KEY"), settings.key},
                                           {QStringLiteral("AIDER_MODEL"), plain(model)}});
    QStringList lines{QStringLiteral("openai-api-base: ") + jsonQuoted(settings.url)};
    if (settings.key.isVariable())
        lines.append(
            QStringLiteral("# The key is read from the environment: export OPENAI_API_KEY=\"$%1\"")
                .arg(settings.key.text));
    else
        lines.append(QStringLiteral("openai-api-key: ") + jsonQuoted(settings.key.text));
    lines.append(QStringLiteral("model: ") + jsonQuoted(model));
    result.append({SnippetPlace::File, QStringLiteral(".aider.conf.yml"),
                   QStringLiteral("~/.aider.conf.yml"), FileEdit::Yaml, lines.join(u'\n')});
    return result;
}

QList<ToolSnippet> qwenCode(const ToolSettings &settings)
{
    return exportsOf(settings,
                     {{QStringLiteral("OPENAI_BASE_URL"), plain(settings.url)},
                      {QStringLiteral("OPENAI_API_KEY"), settings.key},
                      {QStringLiteral("OPENAI_MODEL"), plain(settings.model)}});
}

/// Both official OpenAI SDKs read these two.
QList<ToolSnippet> openAiVariables(const ToolSettings &settings)
{
    return exportsOf(settings,
                     {{QStringLiteral("OPENAI_BASE_URL"), plain(settings.url)},
                      {QStringLiteral("OPENAI_API_KEY"), settings.key}});
}

QString keyInPython(const ToolSettings &settings)
{
    return settings.key.isVariable()
        ? QStringLiteral("os.environ[%1]").arg(jsonQuoted(settings.key.text))
        : jsonQuoted(settings.key.text);
}

/// What the key needs.
QStringList pythonImports(const ToolSettings &settings)
{
    return settings.key.isVariable() ? QStringList{QStringLiteral("import os"), QString()}
                                     : QStringList();
}

QList<ToolSnippet> python(const ToolSettings &settings)
{
    QStringList lines = pythonImports(settings);
    lines += {
        QStringLiteral("from openai import OpenAI"),
        QString(),
        QStringLiteral("client = OpenAI(base_url=%1,").arg(jsonQuoted(settings.url)),
        QStringLiteral("                api_key=%1)").arg(keyInPython(settings)),
        QStringLiteral("answer = client.chat.completions.create("),
        QStringLiteral("    model=%1,").arg(jsonQuoted(settings.model)),
        QStringLiteral("    messages=[{\"role\": \"user\", \"content\": %1}])")
            .arg(jsonQuoted(greeting())),
        QStringLiteral("print(answer.choices[0].message.content)"),
    };
    return QList<ToolSnippet>{code(QStringLiteral("Python"), lines)} + openAiVariables(settings);
}

QString keyInTypeScript(const ToolSettings &settings)
{
    return settings.key.isVariable() ? QStringLiteral("process.env.") + settings.key.text
                                     : jsonQuoted(settings.key.text);
}

QList<ToolSnippet> typeScript(const ToolSettings &settings)
{
    return QList<ToolSnippet>{
               code(QStringLiteral("TypeScript"),
                    {QStringLiteral("import OpenAI from \"openai\";"), QString(),
                     QStringLiteral("const client = new OpenAI({"),
                     QStringLiteral("  baseURL: %1,").arg(jsonQuoted(settings.url)),
                     QStringLiteral("  apiKey: %1,").arg(keyInTypeScript(settings)),
                     QStringLiteral("});"),
                     QStringLiteral("const answer = await "
                                    "client.chat.completions.create({"),
                     QStringLiteral("  model: %1,").arg(jsonQuoted(settings.model)),
                     QStringLiteral("  messages: [{ role: \"user\", content: %1 }],")
                         .arg(jsonQuoted(greeting())),
                     QStringLiteral("});"),
                     QStringLiteral("console.log(answer.choices[0].message.content);")})}
    + openAiVariables(settings);
}

/// An answer may begin with thoughts, so that the text is looked for.
QList<ToolSnippet> anthropicSdk(const ToolSettings &settings)
{
    const QString url = jsonQuoted(settings.rootUrl());
    const QString model = jsonQuoted(settings.model);
    const QStringList inPython = pythonImports(settings)
        + QStringList{
            QStringLiteral("from anthropic import Anthropic"),
            QString(),
            QStringLiteral("client = Anthropic(base_url=%1,").arg(url),
            QStringLiteral("                   api_key=%1)").arg(keyInPython(settings)),
            QStringLiteral("answer = client.messages.create("),
            QStringLiteral("    model=%1,").arg(model),
            QStringLiteral("    max_tokens=1024,"),
            QStringLiteral("    messages=[{\"role\": \"user\", \"content\": %1}])")
                .arg(jsonQuoted(greeting())),
            QStringLiteral("print(\"\".join(part.text for part in answer.content"),
            QStringLiteral("              if part.type == \"text\"))"),
        };
    const QStringList inTypeScript{
        QStringLiteral("import Anthropic from \"@anthropic-ai/sdk\";"),
        QString(),
        QStringLiteral("const client = new Anthropic({"),
        QStringLiteral("  baseURL: %1,").arg(url),
        QStringLiteral("  apiKey: %1,").arg(keyInTypeScript(settings)),
        QStringLiteral("});"),
        QStringLiteral("const answer = await client.messages.create({"),
        QStringLiteral("  model: %1,").arg(model),
        QStringLiteral("  max_tokens: 1024,"),
        QStringLiteral("  messages: [{ role: \"user\", content: %1 }],")
            .arg(jsonQuoted(greeting())),
        QStringLiteral("});"),
        QStringLiteral("for (const part of answer.content)"),
        QStringLiteral("  if (part.type === \"text\") console.log(part.text);"),
    };
    return QList<ToolSnippet>{code(QStringLiteral("Python"), inPython),
                              code(QStringLiteral("TypeScript"), inTypeScript)}
    + exportsOf(settings,
                {{QStringLiteral("ANTHROPIC_BASE_URL"), plain(settings.rootUrl())},
                 {QStringLiteral("ANTHROPIC_API_KEY"), settings.key}});
}

QList<ToolSnippet> openRouterSdk(const ToolSettings &settings)
{
    return {
        code(QStringLiteral("TypeScript"),
             {QStringLiteral("import { OpenRouter } from \"@openrouter/sdk\";"), QString(),
              QStringLiteral("const client = new OpenRouter({"),
              QStringLiteral("  serverURL: %1,").arg(jsonQuoted(settings.url)),
              QStringLiteral("  apiKey: %1,").arg(keyInTypeScript(settings)), QStringLiteral("});"),
              QStringLiteral("const answer = await client.chat.send({"),
              QStringLiteral("  chatRequest: {"),
              QStringLiteral("    model: %1,").arg(jsonQuoted(settings.model)),
              QStringLiteral("    messages: [{ role: \"user\", content: %1 }],")
                  .arg(jsonQuoted(greeting())),
              QStringLiteral("    stream: false,"), QStringLiteral("  },"), QStringLiteral("});"),
              QStringLiteral("console.log(answer.choices[0].message.content);")})};
}

/// The bearer header in double quotes: the shell fills in the variable.
QString bearer(Shell shell, const SnippetValue &key)
{
    const QString inside = quoted(shell, key);
    return QStringLiteral("Bearer ") + inside.mid(1, inside.size() - 2);
}

QList<ToolSnippet> curl(const ToolSettings &settings)
{
    const QString address = settings.url + QStringLiteral("/chat/completions");
    const QString body
        = QStringLiteral(R"({"model": %1, "messages": [{"role": "user", "content": %2}]})")
              .arg(jsonQuoted(settings.model), jsonQuoted(greeting()));
    QList<ToolSnippet> result;
    for (const Shell shell : {Shell::Posix, Shell::Fish})
        result.append(
            inShell(shell, settings,
                    QStringLiteral("curl %1 \\\n  -H \"Authorization: %2\" \\\n"
                                   "  -H \"Content-Type: application/json\" \\\n  -d '%3'")
                        .arg(quoted(shell, plain(address)), bearer(shell, settings.key),
                             // A quote ends the shell's text, stands for itself and begins it anew.
                             QString(body).replace(u'\'', QStringLiteral("'\\''"))),
                    FileEdit::None));
    result.append(inShell(Shell::PowerShell, settings,
                          QStringLiteral("$body = '%1'\nInvoke-RestMethod -Method Post -Uri %2 `\n"
                                         "  -Headers @{ Authorization = \"%3\" } `\n"
                                         "  -ContentType \"application/json\" -Body $body")
                              .arg(QString(body).replace(u'\'', QStringLiteral("''")),
                                   quoted(Shell::PowerShell, plain(address)),
                                   bearer(Shell::PowerShell, settings.key)),
                          FileEdit::None));
    return result;
}

} // namespace

QList<ToolSnippet> ofTool(const QString &id, const ToolSettings &settings)
{
    using Writer = QList<ToolSnippet> (*)(const ToolSettings &);
    const std::initializer_list<std::pair<QString, Writer>> writers{
        {QStringLiteral("claude-code"), claudeCode},
        {QStringLiteral("codex"), codex},
        {QStringLiteral("opencode"), opencode},
        {QStringLiteral("aider"), aider},
        {QStringLiteral("qwen-code"), qwenCode},
        {QStringLiteral("python"), python},
        {QStringLiteral("typescript"), typeScript},
        {QStringLiteral("anthropic-sdk"), anthropicSdk},
        {QStringLiteral("openrouter-sdk"), openRouterSdk},
        {QStringLiteral("curl"), curl},
    };
    for (const auto &[name, write] : writers)
        if (name == id)
            return write(settings);
    return {};
}

} // namespace turnpike::snippet
