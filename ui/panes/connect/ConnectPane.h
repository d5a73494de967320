// SPDX-License-Identifier: GPL-3.0-or-later
// "Connect a tool": choose it, give it a key, copy the lines, see its first request arrive.
#pragma once

#include "core/Key.h"
#include "models/ToolCatalog.h"
#include "services/SettingsFiles.h"
#include "services/TestRequest.h"
#include "services/ToolFinder.h"
#include "ui/shell/Pane.h"

#include <memory>
#include <optional>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace turnpike::ui {

class AddressList;
class CheckCard;
class ConnectionCheck;
class KeyAndModel;
class SearchField;
class SnippetSection;
class StepMark;
class ToolGrid;

class ConnectPane final : public Pane
{
    Q_OBJECT

public:
    /// `toolFolders` are looked into for what is installed.
    ConnectPane(Console &console, QWidget *parent,
                const QStringList &toolFolders = ToolFinder::usualFolders());
    ~ConnectPane() override;

    QString title() const override;
    QString scope() const override;
    /// "tool": id of the catalogue; "key": id of a key. Both may be absent.
    void enter(const QVariantMap &arguments) override;
    QVariantMap state() const override;
    bool supports(Act act) const override;
    void create() override;
    void focusFilter() override;
    void refresh() override;
    QList<QWidget *> regions() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeToolStep();
    QWidget *makeCards();
    void connectParts();
    void addCommands();

    void look();
    void followTools();
    void followTool();
    void followKey();
    void fit();
    void followSnippet();
    void followGateway();
    void noteCopied();

    void readKeys();
    void readModels();
    void makeKey();
    void sendTest();
    void planWrite(const ToolSnippet &snippet);
    void write(const FileChange &change);

    std::optional<Tool> tool() const;
    ToolSettings settings(const SnippetValue &key) const;
    QString testModel() const;
    QString whyNoTest() const;

    ToolFinder m_finder;
    SettingsFiles m_files;
    std::unique_ptr<TestRequest> m_request; ///< Made with the first test.
    QList<Key> m_keys;
    QString m_url; ///< The last one the gateway listened on.
    QString m_ownerName;
    QStringList m_models;
    std::optional<KeyId> m_watched;
    std::optional<KeyId> m_wanted; ///< Chosen as soon as it is in the list.

    ConnectionCheck *m_check;
    StepMark *m_toolStep = nullptr;
    QLabel *m_toolNote = nullptr;
    QPushButton *m_allTools = nullptr;
    SearchField *m_search = nullptr;
    ToolGrid *m_grid = nullptr;
    KeyAndModel *m_choice = nullptr;
    SnippetSection *m_snippets = nullptr;
    AddressList *m_addresses = nullptr;
    CheckCard *m_checkCard = nullptr;
    QBoxLayout *m_cards = nullptr;
    QLabel *m_addressNote = nullptr;
};

} // namespace turnpike::ui
