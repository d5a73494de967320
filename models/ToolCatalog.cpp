// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ToolCatalog.h"

#include "models/ToolSnippets.h"

#include <algorithm>

namespace turnpike {

bool Tool::canDecide(const QStringList &models) const
{
    const auto isOwn = [this](const QString &model) { return model.startsWith(ownModels); };
    return !needsModel && (ownModels.isEmpty() || std::any_of(models.begin(), models.end(), isOwn));
}

QString ToolSettings::rootUrl() const
{
    const QString version = QStringLiteral("/v1");
    return url.endsWith(version) ? url.chopped(version.size()) : url;
}

// Sources: the vendors' manuals, and what each tool was seen to send; tests/contract/agents runs
// the coding agents with the settings that are written here.
QList<Tool> ToolCatalog::tools()
{
    const QString sdk = tr("OpenAI-compatible");
    return {
        {.id = QStringLiteral("claude-code"),
         .name = QStringLiteral("Claude Code"),
         .subtitle = tr("Coding agent, terminal"),
         .monogram = QStringLiteral("C"),
         .colour = 0xB0522B,
         .programs = {QStringLiteral("claude")},
         .needsModel = false,
         .ownModels = QStringLiteral("anthropic/"),
         .hint = tr("Start it anew afterwards. With a model named here, Opus, Sonnet and Haiku all "
                    "mean that one."),
         .variables = QStringLiteral("ANTHROPIC")},
        {.id = QStringLiteral("codex"),
         .name = QStringLiteral("Codex CLI"),
         .subtitle = tr("Coding agent, terminal"),
         .monogram = QStringLiteral("X"),
         .colour = 0x22324F,
         .programs = {QStringLiteral("codex")},
         .needsModel = false,
         .ownModels = QStringLiteral("openai/"),
         .hint = tr("It needs both: config.toml names the gateway, and %1 in the shell holds the "
                    "key. Open a new terminal afterwards.")
                     .arg(QString::fromLatin1(keyVariable)),
         .variables = QStringLiteral("TURNPIKE")},
        {.id = QStringLiteral("opencode"),
         .name = QStringLiteral("opencode"),
         .subtitle = tr("Coding agent, terminal"),
         .monogram = QStringLiteral("O"),
         .colour = 0x5B4AB8,
         .programs = {QStringLiteral("opencode")},
         .needsModel = false,
         .hint = tr("Start opencode anew afterwards: it reads its settings once."),
         .variables = {}},
        {.id = QStringLiteral("aider"),
         .name = QStringLiteral("aider"),
         .subtitle = tr("Pair programming, terminal"),
         .monogram = QStringLiteral("ai"),
         .colour = 0x0F7A5C,
         .programs = {QStringLiteral("aider")},
         .hint
         = tr("Open a new terminal afterwards. aider writes openai/ before the model's name."),
         .variables = QStringLiteral("OPENAI")},
        {.id = QStringLiteral("qwen-code"),
         .name = QStringLiteral("Qwen Code"),
         .subtitle = tr("Coding agent, terminal"),
         .monogram = QStringLiteral("Q"),
         .colour = 0x8A3FA0,
         .programs = {QStringLiteral("qwen")},
         .hint = tr("Open a new terminal afterwards and start it with: qwen --auth-type openai"),
         .variables = QStringLiteral("OPENAI")},
        {.id = QStringLiteral("python"),
         .name = tr("Python SDK"),
         .subtitle = sdk,
         .monogram = QStringLiteral("Py"),
         .colour = 0x2F6DA8,
         .hint = tr("Install it with: pip install openai"),
         .variables = QStringLiteral("OPENAI")},
        {.id = QStringLiteral("typescript"),
         .name = tr("TypeScript SDK"),
         .subtitle = sdk,
         .monogram = QStringLiteral("TS"),
         .colour = 0x2B5CB8,
         .hint = tr("Install it with: npm install openai"),
         .variables = QStringLiteral("OPENAI")},
        {.id = QStringLiteral("curl"),
         .name = QStringLiteral("curl"),
         .subtitle = tr("Any HTTP client"),
         .monogram = QStringLiteral(">_"),
         .colour = 0x59616E,
         .programs = {QStringLiteral("curl")},
         .hint = tr("Run it as it is: one request, one answer."),
         .variables = {}},
        {.id = QStringLiteral("anthropic-sdk"),
         .name = tr("Anthropic SDK"),
         .subtitle = tr("Python and TypeScript"),
         .monogram = QStringLiteral("An"),
         .colour = 0x8C4A32,
         .hint
         = tr("Install it with: pip install anthropic, or npm install @anthropic-ai/sdk. Models of "
              "other makers answer, too."),
         .variables = QStringLiteral("ANTHROPIC")},
        {.id = QStringLiteral("openrouter-sdk"),
         .name = tr("OpenRouter SDK"),
         .subtitle = tr("TypeScript, typed answers"),
         .monogram = QStringLiteral("OR"),
         .colour = 0x4A5568,
         .hint = tr("Install it with: npm install @openrouter/sdk"),
         .variables = {}},
        {.id = QStringLiteral("cursor"),
         .name = QStringLiteral("Cursor"),
         .subtitle = tr("Needs a public address"),
         .monogram = QStringLiteral("Cu"),
         .colour = 0x3C4148,
         .support = ToolSupport::NeedsPublicAddress,
         .programs = {QStringLiteral("cursor")},
         .hint = {},
         .variables = {}},
    };
}

std::optional<Tool> ToolCatalog::find(const QString &id)
{
    const QList<Tool> all = tools();
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const Tool &tool) { return tool.id == id; });
    if (found == all.end())
        return std::nullopt;
    return *found;
}

QList<ToolSnippet> ToolCatalog::snippets(const Tool &tool, const ToolSettings &settings)
{
    return tool.support == ToolSupport::Served ? snippet::ofTool(tool.id, settings)
                                               : QList<ToolSnippet>();
}

QString ToolCatalog::explanation(const Tool &tool)
{
    switch (tool.support) {
    case ToolSupport::Served: return {};
    case ToolSupport::NeedsPublicAddress:
        return tr("%1's requests come from its maker's servers, not from this machine. The gateway "
                  "has the route for them, /api/v1/cursor, but nobody outside reaches 127.0.0.1. "
                  "It works where the gateway has a public address with HTTPS: enter that address "
                  "as the override of the OpenAI base URL.")
            .arg(tool.name);
    }
    Q_UNREACHABLE();
}

QList<Tool> ToolCatalog::matching(const QString &words)
{
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    QList<Tool> result;
    for (const Tool &tool : tools()) {
        const QString text = tool.name + u' ' + tool.id + u' ' + tool.subtitle;
        if (std::all_of(wanted.begin(), wanted.end(), [&](const QString &word) {
                return text.contains(word, Qt::CaseInsensitive);
            }))
            result.append(tool);
    }
    return result;
}

} // namespace turnpike
