// SPDX-License-Identifier: GPL-3.0-or-later
// One provider: what it serves, its key, its last test.
#pragma once

#include "models/ProviderRow.h"
#include "ui/Console.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace turnpike {
class ProviderKeyModel;
}

namespace turnpike::ui {

class Card;
class DataTable;
class MonogramMark;
class ProviderActions;
class ProviderTests;
class TestCard;
class TintBox;

class ProviderDetail final : public QWidget
{
    Q_OBJECT

public:
    ProviderDetail(Console &console, ProviderActions &actions, ProviderTests &tests,
                   QWidget *parent);

    /// Null: none is chosen.
    void show(const ProviderRow *row, qint64 nowUs);
    void openMenu(const QPoint &globalPosition);
    QWidget *toolbar() const { return m_head; }
    QWidget *content() const { return m_content; }

Q_SIGNALS:
    void testAllAsked();

private:
    void buildHead();
    void buildContent();
    void buildCard();
    void buildSimulator();
    void buildNotes();
    TintBox *addNote(Tone tone, const char *icon, QLabel *&text, QPushButton *&link);
    void fitTable();
    void showHead();
    void showNotes();
    void showTest(ProviderId changed);

    Console &m_console;
    ProviderActions &m_actions;
    ProviderTests &m_tests;
    std::optional<ProviderRow> m_row;
    ProviderKeyModel *m_model;
    QVBoxLayout *m_column;
    QWidget *m_head;
    MonogramMark *m_monogram = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_testAll = nullptr;
    QWidget *m_content;
    Card *m_card = nullptr;
    QPushButton *m_act = nullptr;
    QToolButton *m_more = nullptr;
    DataTable *m_table = nullptr;
    Card *m_simulator = nullptr;
    TestCard *m_test = nullptr;
    TintBox *m_locked = nullptr;
    QLabel *m_lockedText = nullptr;
    QPushButton *m_lockedLink = nullptr;
    TintBox *m_note = nullptr;
    QLabel *m_noteText = nullptr;
    QPushButton *m_noteLink = nullptr;
};

} // namespace turnpike::ui
