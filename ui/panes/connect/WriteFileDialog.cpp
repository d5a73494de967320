// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/WriteFileDialog.h"

#include "ui/panes/connect/DiffView.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

WriteFileDialog::WriteFileDialog(const Theme &theme, const FileChange &change, QWidget *window)
    : DialogFrame(theme, change.exists ? tr("Change this file?") : tr("Make this file?"), window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    auto *path = makeMonoLabel(theme, change.path, this);
    path->setObjectName(QStringLiteral("writePath"));
    path->setWordWrap(true);
    auto *diff = new DiffView(theme, this);
    diff->setAccessibleName(tr("Changes in %1").arg(change.path));
    diff->setTexts(QString::fromUtf8(change.before), QString::fromUtf8(change.after));
    diff->setMinimumHeight(theme.px(220));
    auto *backup
        = makeLabel(change.exists ? tr("What is there now is kept as %1.").arg(change.backupPath())
                                  : tr("Only you will be able to read it."),
                    "faint", this);
    backup->setWordWrap(true);
    body()->addWidget(path);
    body()->addWidget(diff);
    body()->addWidget(backup);

    addCancel();
    QPushButton *write = addPrimary(tr("Write"));
    write->setObjectName(QStringLiteral("confirmWrite"));
    connect(write, &QPushButton::clicked, this, [this] {
        Q_EMIT writeAsked();
        accept();
    });
    setFirstFocus(write);
}

} // namespace turnpike::ui
