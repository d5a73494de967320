// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/AddressList.h"

#include "ui/panes/connect/Hairline.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace turnpike::ui {

AddressList::AddressList(const Theme &theme, Notices &notices, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_notices(notices)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_rows = {makeRow(tr("OpenAI-compatible"), QStringLiteral("/api/v1"),
                      tr("chat, responses, embeddings")),
              makeRow(tr("Anthropic-compatible"), QStringLiteral("/api"), tr("adds /v1 itself")),
              makeRow(tr("Whole address"), QStringLiteral("/api/v1/chat/completions"),
                      tr("without a base URL"))};
}

AddressList::Row AddressList::makeRow(const QString &name, const QString &ending,
                                      const QString &note)
{
    auto *line = new QWidget(this);
    auto *cells = new QGridLayout(line);
    cells->setContentsMargins(0, 0, 0, 0);
    cells->setHorizontalSpacing(m_theme.px(8));
    cells->setVerticalSpacing(0);
    auto *title = makeLabel(name, "strong", line);
    title->setMinimumWidth(m_theme.px(142));
    auto *address = makeMonoLabel(m_theme, QString(), line);
    address->setObjectName(QStringLiteral("address"));
    auto *copy = makeIconButton(m_theme, QStringLiteral("copy"),
                                tr("Copy the address: %1").arg(name), line);
    auto *remark = makeLabel(note, "faint", line);
    remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(copy, &QToolButton::clicked, this, [this, address] {
        QApplication::clipboard()->setText(address->text());
        m_notices.toast(tr("Copied %1").arg(address->text()));
    });
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(line);
    column->addWidget(new Hairline(m_theme, this));
    const Row row{ending, line, cells, title, address, remark, copy};
    arrange(row);
    return row;
}

void AddressList::setNarrow(bool isNarrow)
{
    if (std::exchange(m_isNarrow, isNarrow) == isNarrow)
        return;
    for (const Row &row : m_rows)
        arrange(row);
}

void AddressList::arrange(const Row &row)
{
    for (QWidget *part :
         std::initializer_list<QWidget *>{row.title, row.address, row.note, row.copy})
        row.cells->removeWidget(part);
    row.cells->addWidget(row.title, 0, 0);
    row.cells->addWidget(row.note, 0, 2);
    if (m_isNarrow) {
        row.cells->addWidget(row.address, 1, 0, 1, 3);
        row.cells->addWidget(row.copy, 0, 3, 2, 1);
    } else {
        row.cells->addWidget(row.address, 0, 1);
        row.cells->addWidget(row.copy, 0, 3);
    }
    row.cells->setColumnStretch(1, 1);
    row.line->setFixedHeight(m_theme.px(m_isNarrow ? 52 : 35));
}

void AddressList::setUrl(const QString &url)
{
    QString root = url;
    root.remove(QStringLiteral("/api/v1"));
    for (const Row &row : m_rows)
        row.address->setText(root + row.ending);
}

} // namespace turnpike::ui
