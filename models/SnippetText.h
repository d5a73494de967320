// SPDX-License-Identifier: GPL-3.0-or-later
// Values written in the languages that snippets are in.
#pragma once

#include <QString>

namespace turnpike {

enum class Shell : quint8 { Posix, Fish, PowerShell };

/// Holds the key where its secret is not at hand, or where a tool takes it from the environment
/// only.
inline constexpr const char *keyVariable = "TURNPIKE_KEY";

/// A value of a snippet: text as it is, or what an environment variable holds when it is read.
struct SnippetValue
{
    enum class Kind : quint8 { Text, Variable };

    QString text; ///< The text, or the variable's name.
    Kind kind = Kind::Text;

    bool isVariable() const { return kind == Kind::Variable; }
};

namespace snippet {

/// In double quotes, with everything escaped that the shell would take for its own.
QString quoted(Shell shell, const SnippetValue &value);
/// The line that sets an environment variable for this shell and its children.
QString exported(Shell shell, const QString &name, const SnippetValue &value);
/// In double quotes as JSON, YAML, TOML, TypeScript and Python read them. For text only.
QString jsonQuoted(const QString &text);

} // namespace snippet
} // namespace turnpike
