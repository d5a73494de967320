// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/OrganizationName.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedLayout>

namespace turnpike::ui {

namespace {

// Logical pixels at 100 %.
constexpr int mostWidth = 200;
constexpr int fieldWidth = 190;

} // namespace

OrganizationName::OrganizationName(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stack(new QStackedLayout(this))
    , m_button(makeButton(theme, {}, {}, "link", this))
    , m_field(new QLineEdit(this))
{
    m_button->setObjectName(QStringLiteral("organizationName"));
    m_button->setProperty("compact", true);
    m_field->setObjectName(QStringLiteral("organizationField"));
    m_field->setAccessibleName(tr("Name of the organization"));
    m_field->setProperty("compact", true);
    m_field->installEventFilter(this);
    m_stack->addWidget(m_button);
    m_stack->addWidget(m_field);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_button, &QPushButton::clicked, this, &OrganizationName::begin);
    connect(&theme, &Theme::changed, this, &OrganizationName::follow);
    follow();
}

void OrganizationName::setName(const QString &name)
{
    m_name = name;
    follow();
}

bool OrganizationName::isBeingChanged() const
{
    return m_stack->currentWidget() == m_field;
}

void OrganizationName::begin()
{
    m_field->setText(m_name);
    m_field->selectAll();
    m_stack->setCurrentWidget(m_field);
    follow();
    m_field->setFocus(Qt::OtherFocusReason);
}

void OrganizationName::end(bool isTaken)
{
    if (!isBeingChanged())
        return;
    const bool hadFocus = m_field->hasFocus();
    const QString wanted = m_field->text().trimmed();
    m_field->setText(m_name); // Hiding it takes the focus away, which ends it once more.
    m_stack->setCurrentWidget(m_button);
    follow();
    if (hadFocus)
        m_button->setFocus(Qt::OtherFocusReason);
    if (isTaken && !wanted.isEmpty() && wanted != m_name)
        Q_EMIT renameAsked(wanted);
}

bool OrganizationName::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field)
        return false;
    if (event->type() == QEvent::FocusOut)
        end(true);
    if (event->type() != QEvent::KeyPress)
        return false;
    // Taken here: the window's Enter and Escape are for other things.
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: end(true); return true;
    case Qt::Key_Escape: end(false); return true;
    default: return false;
    }
}

void OrganizationName::follow()
{
    const QString quoted = tr("“%1”").arg(m_name);
    const int room = m_theme.px(mostWidth);
    m_button->ensurePolished();
    m_button->setText(m_button->fontMetrics().elidedText(quoted, Qt::ElideRight, room));
    m_button->setToolTip(tr("Rename: %1").arg(m_name));
    m_button->setAccessibleName(tr("Organization %1, rename").arg(m_name));
    const int width = isBeingChanged() ? m_theme.px(fieldWidth) : m_button->sizeHint().width();
    setFixedSize(width, m_theme.px(isBeingChanged() ? 30 : 24));
}

} // namespace turnpike::ui
