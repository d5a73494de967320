// SPDX-License-Identifier: GPL-3.0-or-later
// The menu bar, hidden until Alt, and the ≡ menu with the same content.
#pragma once

#include <QObject>

class QMainWindow;
class QMenu;
class QMenuBar;

namespace turnpike::ui {

class CommandActions;

class WindowMenus final : public QObject
{
    Q_OBJECT

public:
    WindowMenus(CommandActions &actions, const QStringList &goIds, QMainWindow &window);

    QMenu *mainMenu() const { return m_main; }

protected:
    /// Of the application: Alt alone, pressed and let go, shows the bar.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void add(const QString &title, const QStringList &ids);
    void showBar();
    void hideBar();

    CommandActions &m_actions;
    QMainWindow &m_window;
    QMenuBar *m_bar;
    QMenu *m_main;
    bool m_isAltAlone = false;
};

} // namespace turnpike::ui
