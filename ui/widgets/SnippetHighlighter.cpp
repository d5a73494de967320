// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SnippetHighlighter.h"

#include "ui/theme/Theme.h"

#include <QRegularExpression>

namespace turnpike::ui {
namespace {

const QRegularExpression &keywords()
{
    static const QRegularExpression words(QStringLiteral(
        "\\b(?:export|set|setx|curl|import|from|as|const|let|var|await|async|new|def|print|return|"
        "true|false|null|None|True|False)\\b"));
    return words;
}

/// A string, or else a comment to the line's end; `#` and `//` inside a word or an address are
/// none.
const QRegularExpression &literals()
{
    static const QRegularExpression parts(QStringLiteral(
        "(\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*')|((?:^|(?<=\\s))(?:#|//).*$)"));
    return parts;
}

} // namespace

SnippetHighlighter::SnippetHighlighter(const Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void SnippetHighlighter::setFilledIn(const QStringList &values)
{
    m_filledIn = values;
    rehighlight();
}

void SnippetHighlighter::highlightBlock(const QString &text)
{
    const Colours &colours = m_theme.colours();
    for (auto found = keywords().globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        setFormat(int(match.capturedStart()), int(match.capturedLength()), colours.codeKeyword);
    }
    for (auto found = literals().globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        setFormat(int(match.capturedStart()), int(match.capturedLength()),
                  match.hasCaptured(2) ? colours.text3 : colours.codeString);
    }
    for (const QString &value : m_filledIn) {
        if (value.isEmpty())
            continue;
        for (qsizetype at = text.indexOf(value); at >= 0;
             at = text.indexOf(value, at + value.size()))
            setFormat(int(at), int(value.size()), colours.accent);
    }
}

} // namespace turnpike::ui
