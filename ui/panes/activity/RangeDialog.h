// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for the first and the last day of a period.
#pragma once

#include "core/Period.h"
#include "ui/widgets/DialogFrame.h"

class QDateEdit;

namespace turnpike::ui {

class FormField;

class RangeDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// The ledger keeps figures of longer periods, too; this is what a chart can show by weeks.
    static constexpr int mostDays = 1096;

    RangeDialog(const Theme &theme, const Period &period, QWidget *window);

Q_SIGNALS:
    void chosen(const turnpike::Period &period);

private:
    void submit();

    QDateEdit *m_first;
    QDateEdit *m_last;
    FormField *m_lastField;
};

} // namespace turnpike::ui
