// SPDX-License-Identifier: GPL-3.0-or-later
// One model: what it is, and who offers it at which price.
#pragma once

#include "core/EndpointHealth.h"
#include "models/ModelRow.h"
#include "ui/Console.h"

#include <QHash>
#include <QList>
#include <QWidget>

#include <optional>

class QLabel;
class QStackedWidget;
class QVBoxLayout;

namespace turnpike::ui {

class ElidedLabel;
class EndpointCard;
class KeyValueList;
class ModelActions;
class MonogramMark;
class TabBar;

class ModelInspector final : public QWidget
{
    Q_OBJECT

public:
    ModelInspector(Console &console, ModelActions &actions, QWidget *parent);

    /// Nothing: none is selected.
    void show(const std::optional<ModelRow> &row);
    void showHealth(const QHash<qint64, EndpointHealthView> &health, qint64 nowUs);

Q_SIGNALS:
    void closed();

private:
    void buildHead(QVBoxLayout *column);
    QWidget *buildEndpoints();
    QWidget *buildOverview();
    void addCard();
    void showFacts();

    Console &m_console;
    ModelActions &m_actions;
    std::optional<ModelRow> m_row;
    QHash<qint64, EndpointHealthView> m_health;
    qint64 m_nowUs = 0;
    MonogramMark *m_monogram = nullptr;
    ElidedLabel *m_name = nullptr;
    ElidedLabel *m_slug = nullptr;
    TabBar *m_tabs = nullptr;
    QStackedWidget *m_pages = nullptr;
    QLabel *m_none = nullptr;
    QVBoxLayout *m_cardColumn = nullptr;
    QList<EndpointCard *> m_cards; ///< Kept: what has the focus keeps it. Children.
    QLabel *m_description = nullptr;
    KeyValueList *m_facts = nullptr;
};

} // namespace turnpike::ui
