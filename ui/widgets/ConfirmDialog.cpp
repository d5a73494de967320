// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ConfirmDialog.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace turnpike::ui {

ConfirmDialog::ConfirmDialog(const Theme &theme, const QString &title, const QString &body,
                             const QString &verb, const QString &softerLink, QWidget *window)
    : DialogFrame(theme, title, window)
    , m_text(makeLabel(body, "quiet"))
{
    setDialogWidth(440);
    setFlatFooter();
    m_text->setWordWrap(true);
    this->body()->addWidget(m_text);
    if (!softerLink.isEmpty()) {
        QPushButton *softer = makeButton(theme, softerLink, {}, "link");
        softer->setObjectName(QStringLiteral("softer"));
        addFooterLink(softer);
        connect(softer, &QPushButton::clicked, this, [this] {
            Q_EMIT softerChosen();
            reject();
        });
    }
    QPushButton *cancel = addCancel();
    m_verb = addPrimary(verb, "danger");
    // Enter must not destroy anything by itself: it presses what has the focus.
    m_verb->setDefault(false);
    cancel->setDefault(true);
    setFirstFocus(cancel);
    connect(m_verb, &QPushButton::clicked, this, [this] {
        Q_EMIT confirmed();
        accept();
    });
}

void ConfirmDialog::setBody(const QString &body)
{
    m_text->setText(body);
}

void ConfirmDialog::setRequiredName(const QString &name)
{
    auto *typed = new QLineEdit;
    auto *field = new FormField(theme(), tr("Type “%1” to confirm").arg(name), typed);
    body()->addWidget(field);
    m_verb->setEnabled(false);
    setFirstFocus(typed);
    connect(typed, &QLineEdit::textChanged, this,
            [this, name](const QString &text) { m_verb->setEnabled(text == name); });
}

} // namespace turnpike::ui
