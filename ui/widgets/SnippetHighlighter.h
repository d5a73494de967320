// SPDX-License-Identifier: GPL-3.0-or-later
// Colours for keywords, strings, comments and the values that the console filled in.
#pragma once

#include <QStringList>
#include <QSyntaxHighlighter>

namespace turnpike::ui {

class Theme;

class SnippetHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    SnippetHighlighter(const Theme &theme, QTextDocument *document);

    void setFilledIn(const QStringList &values);

protected:
    void highlightBlock(const QString &text) override;

private:
    const Theme &m_theme;
    QStringList m_filledIn;
};

} // namespace turnpike::ui
