// SPDX-License-Identifier: GPL-3.0-or-later
// What stands over the list of keys: filters, or what to do with the rows ticked.
#pragma once

#include "core/Key.h"

#include <QList>
#include <QSet>
#include <QStackedWidget>
#include <QVariantMap>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class FilterChip;
class SearchField;
class Theme;

class KeysToolbar final : public QStackedWidget
{
    Q_OBJECT

public:
    KeysToolbar(const Theme &theme, QWidget *parent);

    /// One owner is no choice: the filter is not offered.
    void setOwners(const QStringList &owners);
    /// Two or more take the place of the filters.
    void setSelected(const QList<Key> &keys);

    QString text() const;
    QSet<int> states() const; ///< KeyState
    QSet<QString> owners() const;
    void clear();
    QVariantMap state() const;
    void setState(const QVariantMap &state);
    void focusSearch();

Q_SIGNALS:
    void filterChanged();
    void columnsWanted(const QPoint &globalPosition);
    void exportWanted();
    void createWanted();
    void disableWanted();
    void enableWanted();
    void deselectWanted();

private:
    QWidget *buildFilters();
    QWidget *buildBulk();

    const Theme &m_theme;
    SearchField *m_search = nullptr;
    FilterChip *m_states = nullptr;
    FilterChip *m_owners = nullptr;
    QStringList m_ownerNames;
    QPushButton *m_clear = nullptr;
    QLabel *m_selected = nullptr;
    QPushButton *m_disable = nullptr;
    QPushButton *m_enable = nullptr;
};

} // namespace turnpike::ui
