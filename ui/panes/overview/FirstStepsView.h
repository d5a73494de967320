// SPDX-License-Identifier: GPL-3.0-or-later
// The checklist of a new ledger: what leads to the first request, and what to do next.
#pragma once

#include "core/Overview.h"

#include <QList>
#include <QWidget>

class QLabel;

namespace turnpike::ui {

class FirstStepRow;
class Theme;
struct Place;

class FirstStepsView final : public QWidget
{
    Q_OBJECT

public:
    FirstStepsView(const Theme &theme, QWidget *parent);

    void show(const FirstSteps &steps);

Q_SIGNALS:
    void placeAsked(const turnpike::ui::Place &place);

private:
    FirstStepRow *addRow(const QString &title, const QString &sentence, const Place &place);

    const Theme &m_theme;
    QLabel *m_progress;
    int m_rowCount = 0;
    QList<FirstStepRow *> m_rows; ///< Children, in order.
};

} // namespace turnpike::ui
