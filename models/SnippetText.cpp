// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/SnippetText.h"

namespace turnpike::snippet {

namespace {

QString escaped(const QString &text, QStringView special, QChar escape)
{
    QString result;
    result.reserve(text.size());
    for (const QChar character : text) {
        if (special.contains(character))
            result += escape;
        result += character;
    }
    return result;
}

} // namespace

QString quoted(Shell shell, const SnippetValue &value)
{
    const QChar quote = u'"';
    if (value.isVariable())
        return quote + (shell == Shell::PowerShell ? QStringLiteral("$env:") : QStringLiteral("$"))
            + value.text + quote;
    switch (shell) {
    case Shell::Posix: return quote + escaped(value.text, u"\\\"$`", u'\\') + quote;
    case Shell::Fish: return quote + escaped(value.text, u"\\\"$", u'\\') + quote;
    case Shell::PowerShell: return quote + escaped(value.text, u"`\"$", u'`') + quote;
    }
    Q_UNREACHABLE();
}

QString exported(Shell shell, const QString &name, const SnippetValue &value)
{
    const QString text = quoted(shell, value);
    switch (shell) {
    case Shell::Posix: return QStringLiteral("export %1=%2").arg(name, text);
    case Shell::Fish: return QStringLiteral("set -gx %1 %2").arg(name, text);
    case Shell::PowerShell: return QStringLiteral("$env:%1 = %2").arg(name, text);
    }
    Q_UNREACHABLE();
}

QString jsonQuoted(const QString &text)
{
    QString result = QStringLiteral("\"");
    for (const QChar character : text) {
        if (character == u'"' || character == u'\\')
            result += u'\\';
        if (character < u' ')
            result += QStringLiteral("\\u%1").arg(character.unicode(), 4, 16, QLatin1Char('0'));
        else
            result += character;
    }
    return result + u'"';
}

} // namespace turnpike::snippet
