// SPDX-License-Identifier: GPL-3.0-or-later
// API keys: who and what may call the gateway, and with which limits.
#pragma once

#include "core/Result.h"
#include "models/KeysModel.h"
#include "ui/shell/Pane.h"

#include <optional>

class QLabel;
class QModelIndex;
class QStackedWidget;

namespace turnpike::ui {

class DataTable;
class EmptyState;
class KeyActions;
class KeyFilterModel;
class KeyInspector;
class KeysFeed;
class KeysToolbar;
class SideSplit;

/// Arguments of its place: "key" (row id: selects it and opens the inspector), "create" (true: asks
/// for a new key), and what state() tells.
class KeysPane final : public Pane
{
    Q_OBJECT

public:
    KeysPane(Console &console, QWidget *parent);

    QString title() const override;
    QString scope() const override;
    void enter(const QVariantMap &arguments) override;
    void leave() override;
    QVariantMap state() const override;
    bool supports(Act act) const override;
    void create() override;
    void focusFilter() override;
    void refresh() override;
    void toggleInspector() override;
    void exportView() override;
    QList<QWidget *> regions() override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum Page { Loading, Table, NoKeys, NoMatch, Problem };

    QWidget *buildList();
    void buildTable();
    void buildPages();
    QWidget *buildFooter();
    void connectParts();
    void addTableKey(const QKeySequence &key, void (KeysPane::*act)());

    void take(const QList<KeyRow> &rows, qint64 nowUs);
    void showProblem(const Error &error);
    void applyFilter();
    void showPage();
    void showFooter();
    void showSelection();
    void setInspectorWanted(bool isWanted);
    void select(KeyId key);
    void deselect();
    void openMenu(const QModelIndex &index, const QPoint &at);
    void rename();
    void remove();
    void copyId();
    QList<Key> selectedKeys() const;
    /// The one key that is selected, or else the one under the keyboard.
    std::optional<Key> currentKey() const;
    QStringList names() const;
    QList<KeyRow> shownRows() const;
    void saveTo(const QString &path);

    KeysModel *m_keys;
    KeyFilterModel *m_shown;
    KeysFeed *m_feed;
    KeyActions *m_actions;
    KeysToolbar *m_toolbar = nullptr;
    DataTable *m_table = nullptr;
    QStackedWidget *m_pages = nullptr;
    EmptyState *m_problem = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_sums = nullptr;
    SideSplit *m_split = nullptr;
    KeyInspector *m_inspector = nullptr;
    bool m_isLoaded = false;
    bool m_wantsInspector = true;
    QString m_trouble; ///< Why the list is not fresh; empty when it is.
    KeyId m_toSelect; ///< As soon as it is in the list.
};

} // namespace turnpike::ui
