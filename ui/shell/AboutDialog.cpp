// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/AboutDialog.h"

#include "ui/theme/Theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

AboutDialog::AboutDialog(const Theme &theme, QWidget *window)
    : DialogFrame(theme, tr("Turnpike %1").arg(QStringLiteral(TURNPIKE_VERSION)), window)
{
    auto *text = new QLabel(
        tr("Organization console with a built-in LLM gateway.\n\nFree software under the GNU "
           "General Public License, version 3 or later. It comes with no warranty, to the extent "
           "that the law permits.\n\nQt %1, used under its GPL terms. NOTICE names the other "
           "parts.")
            .arg(QLatin1String(qVersion())),
        this);
    text->setObjectName(QStringLiteral("aboutText"));
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body()->addWidget(text);
    QPushButton *close = addPrimary(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    setFirstFocus(close);
}

} // namespace turnpike::ui
