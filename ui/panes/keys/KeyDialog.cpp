// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyDialog.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Labels.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

KeyDialog::KeyDialog(const Theme &theme, const QString &title, const QString &verb, QWidget *window)
    : DialogFrame(theme, title, window)
    , m_cancel(addCancel())
    , m_primary(addPrimary(verb))
    , m_problem(makeLabel({}, "error", this))
{
    m_problem->setObjectName(QStringLiteral("dialogProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    connect(m_primary, &QPushButton::clicked, this, &KeyDialog::submitUnlessBusy);
}

void KeyDialog::submitUnlessBusy()
{
    if (m_isBusy)
        return;
    m_problem->hide();
    submit();
}

void KeyDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_primary->setEnabled(!isBusy);
    m_cancel->setEnabled(!isBusy);
}

void KeyDialog::reject()
{
    if (!m_isBusy)
        DialogFrame::reject();
}

void KeyDialog::showProblem(const QString &sentence)
{
    body()->addWidget(m_problem); // Last, whatever the dialog has put there.
    m_problem->setText(sentence);
    m_problem->show();
    announce(m_problem, sentence);
}

void KeyDialog::finish(const std::optional<Error> &error)
{
    setBusy(false);
    if (!error) {
        accept();
        return;
    }
    if (!showAtField(*error))
        showProblem(error->message);
}

} // namespace turnpike::ui
