// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/FormField.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QLabel>
#include <QVariant>

namespace turnpike::ui {

FormField::FormField(const Theme &theme, const QString &label, QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_field(field)
    , m_labelText(label)
    , m_label(makeLabel(label, "field"))
    , m_need(makeLabel({}, "faint"))
    , m_icon(new QLabel)
    , m_note(makeLabel({}, "small"))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(6));
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(8));
    head->addWidget(m_label);
    head->addWidget(m_need);
    head->addStretch();
    column->addLayout(head);
    column->addWidget(field);
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(6));
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_note, 1);
    column->addLayout(line);
    m_note->setObjectName(QStringLiteral("fieldNote"));
    m_note->setWordWrap(true);
    m_need->hide();
    m_icon->hide();
    m_note->hide();
    m_label->setBuddy(input());
    input()->setAccessibleName(label);
    connect(&theme, &Theme::changed, this, &FormField::follow);
    follow();
}

QWidget *FormField::input() const
{
    return m_field->focusProxy() ? m_field->focusProxy() : m_field;
}

void FormField::setHelp(const QString &text)
{
    m_help = text;
    follow();
}

void FormField::setError(const QString &text)
{
    if (m_error == text)
        return;
    m_error = text;
    follow();
    if (hasError())
        announce(input(), text);
}

void FormField::setNeed(const QString &word)
{
    m_need->setText(word);
    m_need->setVisible(!word.isEmpty());
    name();
}

void FormField::setLabel(const QString &label)
{
    m_labelText = label;
    m_label->setText(label);
    name();
}

void FormField::name()
{
    const QString word = m_need->text();
    input()->setAccessibleName(word.isEmpty() ? m_labelText : tr("%1, %2").arg(m_labelText, word));
}

void FormField::setRequired(bool isRequired)
{
    setNeed(isRequired ? tr("required") : QString());
}

void FormField::setOptional(bool isOptional)
{
    setNeed(isOptional ? tr("optional") : QString());
}

void FormField::follow()
{
    const QString &shown = hasError() ? m_error : m_help;
    m_note->setText(shown);
    m_note->setVisible(!shown.isEmpty());
    setStyleProperty(*m_note, "role",
                     hasError() ? QStringLiteral("error") : QStringLiteral("small"));
    m_icon->setVisible(hasError());
    if (hasError())
        m_icon->setPixmap(m_theme.pixmap(QStringLiteral("circle-x"), m_theme.px(14),
                                         m_theme.colours().danger, devicePixelRatioF()));
    setStyleProperty(*input(), "invalid", hasError());
    if (!hasError())
        input()->setAccessibleDescription(m_help);
}

} // namespace turnpike::ui
