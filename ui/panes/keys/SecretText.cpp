// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/SecretText.h"

#include "ui/SecretClipboard.h"
#include "ui/theme/Theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QTextDocument>

namespace turnpike::ui {

SecretText::SecretText(const Theme &theme, const QString &secret, QWidget *parent)
    : QPlainTextEdit(secret, parent)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setContextMenuPolicy(Qt::NoContextMenu);
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(0);
    QFont font = theme.font(Theme::Font::Mono);
    font.setPixelSize(theme.px(14));
    setFont(font);
    // Its box has the border; two lines of the same length.
    setStyleSheet(QStringLiteral("QPlainTextEdit, QPlainTextEdit:focus { border: none; padding: 0; "
                                 "background: transparent; }"));
    const QFontMetrics metrics(font);
    const int half = int(secret.size() + 1) / 2;
    setFixedSize(metrics.horizontalAdvance(secret.left(half)) + theme.px(6),
                 2 * metrics.lineSpacing() + theme.px(4));
    selectAll();
}

void SecretText::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) || event->matches(QKeySequence::Cut))
        Q_EMIT copyWanted();
    else if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Return)
        event->ignore(); // The dialog's.
    else
        QPlainTextEdit::keyPressEvent(event);
}

QMimeData *SecretText::createMimeDataFromSelection() const
{
    return SecretClipboard::flagged(textCursor().selectedText());
}

} // namespace turnpike::ui
