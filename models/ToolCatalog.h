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

/// What stands between a tool and a gateway on this machine.
enum class ToolSupport : quint8 {
    Served, ///< Nothing.
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
    QString ownModels{}; ///< What it chooses from: "anthropic/"; empty: from any.
    QString hint; ///< What to do after the lines are in place.
    QString variables; ///< What `env` shows of it: "OPENAI"; empty when it has a file only.

    /// Whether its own choice can be served from `models`, which are slugs.
    bool canDecide(const QStringList &models) const;
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

    /// "http://127.0.0.1:4417/api", for tools that add /v1 themselves.
    QString rootUrl() const;
};

class ToolCatalog
{
    Q_DECLARE_TR_FUNCTIONS(ToolCatalog)

public:
    /// Those that work first, and of these the agents before the libraries.
    static QList<Tool> tools();
    static std::optional<Tool> find(const QString &id);
    /// What comes first is shown first. Empty for a tool that is not served.
    static QList<ToolSnippet> snippets(const Tool &tool, const ToolSettings &settings);
    /// Why a tool is not served, and what works instead. Empty for one that is.
    static QString explanation(const Tool &tool);
    /// In the order of tools(): those with every word of `words` in name, id or subtitle.
    static QList<Tool> matching(const QString &words);
};

} // namespace turnpike
