// SPDX-License-Identifier: GPL-3.0-or-later
// The tools and SDKs that "Connect a tool" knows, and the exact lines that point each at a gateway.
#pragma once

#include "core/FileEdit.h"
#include "models/SnippetText.h"

#include <QCoreApplication>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace turnpike {

/// What stands between a tool and this version of the gateway.
enum class ToolSupport : quint8 {
    Served, ///< It speaks chat completions.
    NeedsMessages, ///< It speaks Anthropic's Messages API only, which is not served.
    NeedsResponses, ///< It speaks OpenAI's Responses API only, which is not served.
    NeedsPublicAddress, ///< Its maker's servers make the requests, not this machine.
};

struct Tool
{
    QString id; ///< "opencode"; also the end of the name of a key made for it.
    QString name;
    QString subtitle; ///< What stands on the tile while nothing was found on this machine.
    QString monogram; ///< One or two letters; never somebody's logo.
    quint32 colour = 0; ///< 0xRRGGBB behind the monogram; white on it is at least 4.5:1.
    ToolSupport support = ToolSupport::Served;
    QStringList programs{}; ///< Looked for in PATH, in this order; empty for an SDK.
    bool needsModel = true; ///< False: it has a choice of its own, so no model need be named.
    QString hint; ///< What to do after the lines are in place.
    QString variables; ///< What `env` shows of it: "OPENAI"; empty when it has a file only.
};

enum class SnippetPlace : quint8 { Shell, File, Code };

struct ToolSnippet
{
    SnippetPlace place = SnippetPlace::Shell;
    QString title; ///< "bash, zsh" or "opencode.json".
    QString path{}; ///< "~/.bashrc"; empty when there is no file for it.
    FileEdit edit = FileEdit::None;
    QString text; ///< Without a line end after the last line.
};

/// What the lines are made from.
struct ToolSettings
{
    QString url; ///< "http://127.0.0.1:4417/api/v1"
    SnippetValue key;
    QString model; ///< Slug; empty: the tool decides, where it can.
    QString posixProfile = QStringLiteral("~/.bashrc"); ///< Of the user's login shell.
};

class ToolCatalog
{
    Q_DECLARE_TR_FUNCTIONS(ToolCatalog)

public:
    /// Those that work first.
    static QList<Tool> tools();
    static std::optional<Tool> find(const QString &id);
    /// Shells, then files, then code. Empty for a tool that this version does not serve.
    static QList<ToolSnippet> snippets(const Tool &tool, const ToolSettings &settings);
    /// Why a tool is not served, and what works instead. Empty for one that is.
    static QString explanation(const Tool &tool);
    /// In the order of tools(): those with every word of `words` in name, id or subtitle.
    static QList<Tool> matching(const QString &words);
};

} // namespace turnpike
