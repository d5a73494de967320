// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/DiffView.h"

#include "models/LineDiff.h"
#include "ui/theme/Theme.h"

#include <QRegularExpression>
#include <QTextBlock>

namespace turnpike::ui {

QString withKeysMasked(const QString &text)
{
    static const QRegularExpression secret(QStringLiteral("(sk-tp-[a-z0-9]+-[0-9A-Za-z]{3})"
                                                          "[0-9A-Za-z]+"));
    return QString(text).replace(secret, QStringLiteral("\\1") + QString(12, QChar(0x2022)));
}

DiffView::DiffView(const Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("diff"));
    setReadOnly(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(&theme, &Theme::changed, this, &DiffView::colour);
    colour();
}

void DiffView::setTexts(const QString &before, const QString &after)
{
    // The kinds in the order of DiffLine::Kind.
    static const QStringList signs{QStringLiteral("  "), QStringLiteral("- "), QStringLiteral("+ "),
                                   QStringLiteral("…")};
    QStringList lines;
    for (const DiffLine &line : lineDiff(before, after))
        lines.append(signs[static_cast<int>(line.kind)] + withKeysMasked(line.text));
    setPlainText(lines.join(u'\n'));
    colour();
}

void DiffView::colour()
{
    setFont(m_theme.font(Theme::Font::Mono));
    const Colours &colours = m_theme.colours();
    QList<QTextEdit::ExtraSelection> selections;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const bool isAdded = block.text().startsWith(u'+');
        if (!isAdded && !block.text().startsWith(u'-'))
            continue;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(block);
        selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        selection.format.setBackground(isAdded ? colours.successTint : colours.dangerTint);
        selections.append(selection);
    }
    setExtraSelections(selections);
}

} // namespace turnpike::ui
