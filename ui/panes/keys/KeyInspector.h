// SPDX-License-Identifier: GPL-3.0-or-later
// Everything about one key, beside the list.
#pragma once

#include "models/KeyRow.h"
#include "ui/Console.h"
#include "ui/panes/keys/KeyFigures.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace turnpike::ui {

class Badge;
class KeyAbilities;
class KeyAccessView;
class KeyActions;
class KeyHistoryView;
class KeyLimitBox;
class KeyLimitsView;
class KeySpendView;
class KeyValueList;
class TabBar;

/// Shows what the list knows at once, and reads the rest when the key is first shown and when its
/// spend has moved. Answers for a key that is not shown any more are dropped.
class KeyInspector final : public QWidget
{
    Q_OBJECT

public:
    KeyInspector(Console &console, KeyActions &actions, QWidget *parent);

    /// Nothing: there is no key to show.
    void show(const std::optional<KeyRow> &row, std::int64_t nowUs);
    KeyId key() const { return m_row ? m_row->key.id : KeyId{}; }

Q_SIGNALS:
    void closed();
    void renameWanted();

private:
    void buildHead(QVBoxLayout *column);
    QWidget *buildOverview();
    void showHead();
    void showFacts();
    void readFigures();
    void readHistory();
    void openMenu();

    Console &m_console;
    KeyActions &m_actions;
    std::optional<KeyRow> m_row;
    std::int64_t m_nowUs = 0;
    std::int64_t m_historyUpdatedUs = -1; ///< Key::updatedUs of what the history shows.

    QLabel *m_name;
    Badge *m_badge;
    QLabel *m_made;
    QToolButton *m_more;
    TabBar *m_tabs;
    QStackedWidget *m_pages;
    KeyLimitBox *m_limit;
    QPushButton *m_limitButton;
    QPushButton *m_powerButton;
    KeyAbilities *m_abilities;
    KeySpendView *m_spend;
    KeyValueList *m_facts;
    KeyLimitsView *m_limits;
    KeyAccessView *m_access;
    KeyHistoryView *m_history;
};

} // namespace turnpike::ui
