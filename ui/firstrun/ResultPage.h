// SPDX-License-Identifier: GPL-3.0-or-later
// Step 3: the first request as the ledger has it, and where to go from here.
#pragma once

#include "core/GenerationRow.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class Badge;
class StateMark;
class Theme;

class ResultPage final : public QWidget
{
    Q_OBJECT

public:
    ResultPage(const Theme &theme, QWidget *parent);

    void setRow(const GenerationRow &row);
    /// While only the simulator answers, a real provider key can be added from here.
    void setSimulatorOnly(bool isSimulatorOnly);
    void takeFocus();

Q_SIGNALS:
    void consoleAsked();
    void providerAsked();
    void limitAsked();

private:
    QWidget *makeRow();

    const Theme &m_theme;
    StateMark *m_mark = nullptr;
    QLabel *m_status = nullptr;
    QLabel *m_model = nullptr;
    QLabel *m_time = nullptr;
    QLabel *m_cost = nullptr;
    Badge *m_simulated = nullptr;
    QLabel *m_details = nullptr;
    QLabel *m_explanation;
    QPushButton *m_console;
    QPushButton *m_provider;
    QPushButton *m_limit;
};

} // namespace turnpike::ui
