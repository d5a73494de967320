// SPDX-License-Identifier: GPL-3.0-or-later
// Step 4: what arrives with the chosen key, and what to look at when nothing does.
#pragma once

#include "core/Key.h"
#include "models/ToolCatalog.h"
#include "ui/panes/connect/ConnectionCheck.h"
#include "ui/widgets/Card.h"

#include <optional>

class QGridLayout;
class QPushButton;

namespace turnpike::ui {

class CheckPanel;
class HintRow;
class StepMark;

class CheckCard final : public Card
{
    Q_OBJECT

public:
    CheckCard(const Theme &theme, ConnectionCheck &check, QWidget *parent);

    void setSubject(const Tool &tool, const std::optional<Key> &key);
    /// `problem` gives the reason when no test request can be sent; empty: one can.
    void setTestProblem(const QString &problem);
    void setTesting(bool isTesting);
    void setGateway(const QString &address, const QString &problem);

Q_SIGNALS:
    void testAsked();
    void requestAsked(const QString &generation);
    void startAsked();
    void keyAsked();
    void copyAsked(const QString &text);

private:
    void makeHints();
    void follow();
    void showState(ConnectionCheck::State state);
    void showFacts();
    void addFact(const QString &name, const QString &value);
    QString toolName() const;
    QString shellHint() const;
    QString tunnelHint() const;

    const Theme &m_theme;
    ConnectionCheck &m_check;
    std::optional<Tool> m_tool;
    std::optional<Key> m_key;
    QString m_address;
    QString m_gatewayProblem;
    QString m_testProblem;
    bool m_isTesting = false;
    QString m_announced;
    QVBoxLayout *m_column;
    StepMark *m_step;
    CheckPanel *m_panel;
    QWidget *m_facts;
    QGridLayout *m_factGrid;
    QPushButton *m_view;
    QPushButton *m_test;
    QPushButton *m_start;
    HintRow *m_oldAddress = nullptr;
    HintRow *m_keyHint = nullptr;
    HintRow *m_elsewhere = nullptr;
};

} // namespace turnpike::ui
