// SPDX-License-Identifier: GPL-3.0-or-later
// What a key opens, and to whom.
#pragma once

#include "models/KeyRow.h"
#include "ui/Console.h"

#include <QWidget>

namespace turnpike::ui {

class KeyValueList;

class KeyAccessView final : public QWidget
{
    Q_OBJECT

public:
    KeyAccessView(Console &console, QWidget *parent);

    void show(const KeyRow &row, std::int64_t nowUs);

private:
    QString workspaceOf(const Key &key) const;

    Console &m_console;
    KeyValueList *m_facts;
};

} // namespace turnpike::ui
