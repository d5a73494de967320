// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+K: one field that finds and runs whatever the console can do.
#pragma once

#include "ui/shell/PaletteModel.h"
#include "ui/shell/PaletteRank.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;

namespace turnpike {

class Clock;

namespace ui {

class Theme;

/// A sheet over the whole window with a panel in its upper part. Child of what it covers.
class CommandPalette final : public QWidget
{
    Q_OBJECT

public:
    CommandPalette(const Theme &theme, const CommandRegistry &commands, const Clock &clock,
                   QWidget *parent);

    /// With the text in the field: a prefix, or nothing.
    void open(const QString &text = {});
    /// Focus returns to where it came from.
    void close();
    /// Commands whose ids start so are suggested while the field is empty.
    void setSuggestions(const QStringList &ids) { m_suggestions = ids; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void search();
    void searchCommands(const QString &words);
    void searchSources(QChar prefix, const QString &words);
    void suggest();
    void addFound(const QList<PaletteItem> &items, const QString &words);
    void showFound(bool keepOrder);
    void move(int step);
    void select(int row);
    void runCurrent(bool staysOpen);
    void place();
    void dress();
    QString footer() const;

    const Theme &m_theme;
    const CommandRegistry &m_commands;
    const Clock &m_clock;
    PaletteHistory m_history;
    QStringList m_suggestions;
    QWidget *m_panel;
    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_nothing;
    QLabel *m_footer;
    PaletteModel *m_model;
    QList<PaletteModel::Found> m_found;
    QPointer<QObject> m_asked; ///< Answers to the question before are dropped with it.
    QPointer<QWidget> m_focusBefore;
};

} // namespace ui
} // namespace turnpike
