// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/SaveViewDialog.h"

#include "ui/widgets/FormField.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int longestName = 60;

} // namespace

SaveViewDialog::SaveViewDialog(const Theme &theme, const QStringList &names, QWidget *window)
    : DialogFrame(theme, tr("Save this view"), window)
    , m_names(names)
    , m_name(new QLineEdit(this))
    , m_field(new FormField(theme, tr("Name"), m_name, this))
{
    setObjectName(QStringLiteral("saveView"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_name->setObjectName(QStringLiteral("viewName"));
    m_name->setMaxLength(longestName);
    body()->addWidget(m_field);
    tellWhetherReplaced();
    addCancel();
    connect(addPrimary(tr("Save")), &QPushButton::clicked, this, &SaveViewDialog::submit);
    connect(m_name, &QLineEdit::textChanged, this, &SaveViewDialog::tellWhetherReplaced);
}

void SaveViewDialog::tellWhetherReplaced()
{
    m_field->setError({});
    m_field->setHelp(
        m_names.contains(m_name->text().trimmed())
            ? tr("The view of this name is replaced.")
            : tr("Period, grouping, comparison and what is drilled down to are kept."));
}

void SaveViewDialog::submit()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_field->setError(tr("A view needs a name."));
        m_name->setFocus();
        return;
    }
    Q_EMIT chosen(name);
    accept();
}

} // namespace turnpike::ui
