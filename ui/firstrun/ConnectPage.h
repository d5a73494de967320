// SPDX-License-Identifier: GPL-3.0-or-later
// Step 2: the lines for a tool, and the wait for the first request of the key.
#pragma once

#include "core/GenerationRow.h"
#include "core/Key.h"
#include "models/ToolCatalog.h"
#include "services/ToolFinder.h"
#include "ui/Console.h"

#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;

namespace turnpike {
class TestRequest;
}

namespace turnpike::ui {

class CheckPanel;
class ConnectionCheck;
class SnippetBox;

class ConnectPage final : public QWidget
{
    Q_OBJECT

public:
    /// Looks for tools in `toolFolders`.
    ConnectPage(Console &console, QWidget *parent,
                const QStringList &toolFolders = ToolFinder::usualFolders());
    ~ConnectPage() override;

    /// The key whose requests are waited for.
    void setKey(const std::optional<Key> &key);
    /// Slugs. Chooses `chosen`; without it keeps the choice when it is among them.
    void setModels(const QStringList &models, const QString &chosen);
    /// Why no key could be made.
    void setProblem(const QString &problem);
    /// Waits from now on.
    void begin();
    void takeFocus();

Q_SIGNALS:
    /// The ledger has a request of the key that was answered.
    void answered(const turnpike::GenerationRow &row);
    /// The secret of the key is not known any more.
    void keyAsked();

private:
    QWidget *makeChoices();
    void look();
    void follow();
    void followCheck();
    void fillLines();
    void sendTest();
    std::optional<Tool> tool() const;
    const Secret *secret() const;
    QString url() const;

    Console &m_console;
    ToolFinder m_finder;
    ConnectionCheck *m_check;
    std::unique_ptr<TestRequest> m_request;
    std::optional<Key> m_key;
    bool m_wasToolChosen = false; ///< By the user: what is found later changes nothing.
    bool m_isTesting = false;
    bool m_isAnswered = false;
    QString m_announced;
    QComboBox *m_tool = nullptr;
    QComboBox *m_model = nullptr;
    SnippetBox *m_box;
    QLabel *m_hint;
    QPushButton *m_newKey;
    QLabel *m_problem;
    CheckPanel *m_panel;
    QPushButton *m_test;
};

} // namespace turnpike::ui
