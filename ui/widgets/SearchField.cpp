// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SearchField.h"

#include "ui/theme/Theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QToolButton>
#include <QVariant>

#include <utility>

namespace turnpike::ui {

SearchField::SearchField(const Theme &theme, const QString &placeholder, QWidget *parent)
    : QLineEdit(parent)
{
    setProperty("search", true);
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(false);
    QAction *glass = addAction(theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(glass, &QAction::triggered, this, [this] { setFocus(Qt::MouseFocusReason); });
    findChild<QToolButton *>()->setAccessibleName(tr("Search")); // Of the action, by Qt.
    const auto follow = [this, &theme, glass] {
        glass->setIcon(theme.icon(QStringLiteral("search")));
        setMinimumWidth(theme.px(210));
    };
    connect(&theme, &Theme::changed, this, follow);
    follow();
    m_rest.setSingleShot(true);
    m_rest.setInterval(150);
    connect(&m_rest, &QTimer::timeout, this, &SearchField::tell);
    connect(this, &QLineEdit::textChanged, &m_rest, qOverload<>(&QTimer::start));
    connect(this, &QLineEdit::returnPressed, this, &SearchField::tell);
}

void SearchField::tell()
{
    m_rest.stop();
    if (std::exchange(m_told, text()) != text())
        Q_EMIT searched(text());
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        tell();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace turnpike::ui
