// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/AddressList.h"

#include "ui/panes/connect/Hairline.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

AddressList::AddressList(const Theme &theme, Notices &notices, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_notices(notices)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_rows = {makeRow(tr("OpenAI-compatible"), QStringLiteral("/api/v1"), tr("chat, models")),
              makeRow(tr("Adds /v1 itself"), QStringLiteral("/api"), tr("Xcode and the like")),
              makeRow(tr("Whole address"), QStringLiteral("/api/v1/chat/completions"),
                      tr("without a base URL"))};
}

AddressList::Row AddressList::makeRow(const QString &name, const QString &ending,
                                      const QString &note)
{
    auto *line = new QWidget(this);
    line->setFixedHeight(m_theme.px(35));
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(m_theme.px(8));
    auto *title = makeLabel(name, "strong", line);
    title->setMinimumWidth(m_theme.px(142));
    auto *address = makeMonoLabel(m_theme, QString(), line);
    address->setObjectName(QStringLiteral("address"));
    auto *copy = makeIconButton(m_theme, QStringLiteral("copy"),
                                tr("Copy the address: %1").arg(name), line);
    row->addWidget(title);
    row->addWidget(address);
    row->addStretch(1);
    row->addWidget(makeLabel(note, "faint", line));
    row->addWidget(copy);
    connect(copy, &QToolButton::clicked, this, [this, address] {
        QApplication::clipboard()->setText(address->text());
        m_notices.toast(tr("Copied %1").arg(address->text()));
    });
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(line);
    column->addWidget(new Hairline(m_theme, this));
    return {ending, address};
}

void AddressList::setUrl(const QString &url)
{
    QString root = url;
    root.remove(QStringLiteral("/api/v1"));
    for (const Row &row : m_rows)
        row.address->setText(root + row.ending);
}

} // namespace turnpike::ui
