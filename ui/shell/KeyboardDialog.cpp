// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/KeyboardDialog.h"

#include "ui/shell/CommandRegistry.h"
#include "ui/theme/Theme.h"

#include <QHeaderView>
#include <QKeySequence>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

struct Line
{
    QString keys;
    QString does;
};

/// Keys of lists, dialogs and the palette, which are no commands.
QList<Line> furtherKeys()
{
    using Dialog = KeyboardDialog;
    return {
        {Dialog::tr("Tab, Shift+Tab"), Dialog::tr("Next, previous control")},
        {Dialog::tr("Alt"), Dialog::tr("Show the menu bar")},
        {Dialog::tr("↑ ↓ PgUp PgDn Home End"), Dialog::tr("Move in a list")},
        {Dialog::tr("Enter"), Dialog::tr("Open what is selected")},
        {Dialog::tr("Menu, Shift+F10"), Dialog::tr("Menu of what is selected")},
        {Dialog::tr("Esc"), Dialog::tr("Close a popover, the palette or a dialog")},
    };
}

QString native(const QString &shortcut)
{
    QStringList keys;
    for (const QKeySequence &key : QKeySequence::listFromString(shortcut))
        keys << key.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral(", "));
}

} // namespace

KeyboardDialog::KeyboardDialog(const Theme &theme, const CommandRegistry &commands, QWidget *window)
    : DialogFrame(theme, tr("Keyboard"), window)
{
    QList<Line> lines;
    for (const Command &command : commands.commands())
        if (!command.shortcut.isEmpty())
            lines.append({native(command.shortcut), command.title});
    lines += furtherKeys();
    auto *table = new QTableWidget(static_cast<int>(lines.size()), 2, this);
    table->setObjectName(QStringLiteral("keyboardTable"));
    table->setAccessibleName(tr("Keys and what they do"));
    table->setHorizontalHeaderLabels({tr("Does"), tr("Keys")});
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(theme.px(30));
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setMinimumHeight(qMin(theme.px(420), window->height() / 2));
    for (int row = 0; row < lines.size(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(lines.at(row).does));
        table->setItem(row, 1, new QTableWidgetItem(lines.at(row).keys));
    }
    body()->addWidget(table);
    QPushButton *close = addPrimary(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    setFirstFocus(table);
}

} // namespace turnpike::ui
