// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WindowMenus.h"

#include "ui/shell/CommandActions.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace turnpike::ui {

WindowMenus::WindowMenus(CommandActions &actions, const QStringList &goIds, QMainWindow &window)
    : QObject(&window)
    , m_actions(actions)
    , m_window(window)
    , m_bar(window.menuBar())
    , m_main(new QMenu(&window))
{
    const QString line = QStringLiteral("-");
    m_main->setAccessibleName(tr("Menu"));
    m_bar->setNativeMenuBar(false);
    add(tr("&File"),
        {QStringLiteral("pane.create"), QStringLiteral("pane.export"), line,
         QStringLiteral("app.quit")});
    add(tr("&Edit"),
        {QStringLiteral("edit.undo"), line, QStringLiteral("pane.filter"),
         QStringLiteral("palette.open")});
    add(tr("&View"),
        {QStringLiteral("pane.refresh"), QStringLiteral("pane.inspect"), line,
         QStringLiteral("view.sidebar"), QStringLiteral("view.larger"),
         QStringLiteral("view.smaller"), QStringLiteral("view.normal"), line,
         QStringLiteral("view.system"), QStringLiteral("view.light"), QStringLiteral("view.dark")});
    add(tr("&Go"),
        QStringList{QStringLiteral("nav.back"), QStringLiteral("nav.forward"), line} + goIds
            + QStringList{line, QStringLiteral("organization.switch"),
                          QStringLiteral("workspace.switch")});
    add(tr("&Proxy"),
        {QStringLiteral("gateway.copyUrl"), line, QStringLiteral("gateway.useFreePort"),
         QStringLiteral("gateway.start"), QStringLiteral("gateway.resume"),
         QStringLiteral("gateway.pause"), QStringLiteral("gateway.restart"),
         QStringLiteral("gateway.stop")});
    add(tr("&Help"),
        {QStringLiteral("help.gettingStarted"), QStringLiteral("help.keyboard"),
         QStringLiteral("help.about")});
    m_bar->hide();
    m_bar->installEventFilter(this);
    qApp->installEventFilter(this);
}

void WindowMenus::add(const QString &title, const QStringList &ids)
{
    auto *menu = new QMenu(title, &m_window);
    m_actions.fill(menu, ids);
    menu->addAction(QString()); // An empty menu would not open; filled when it does.
    m_bar->addMenu(menu);
    m_main->addMenu(menu);
}

bool WindowMenus::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_bar && event->type() == QEvent::FocusOut && !QApplication::activePopupWidget())
        hideBar();
    if (QApplication::activeWindow() != &m_window)
        return false;
    switch (event->type()) {
    case QEvent::ShortcutOverride:
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        m_isAltAlone = key->key() == Qt::Key_Alt && !(key->modifiers() & ~Qt::AltModifier);
        if (key->key() == Qt::Key_Escape && watched == m_bar)
            hideBar();
        break;
    }
    case QEvent::MouseButtonPress: m_isAltAlone = false; break;
    case QEvent::KeyRelease:
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt
            && std::exchange(m_isAltAlone, false)) {
            if (m_bar->isVisible())
                hideBar();
            else
                showBar();
        }
        break;
    default: break;
    }
    return false;
}

void WindowMenus::showBar()
{
    m_bar->show();
    m_bar->setFocus(Qt::MenuBarFocusReason);
    m_bar->setActiveAction(m_bar->actions().constFirst());
}

void WindowMenus::hideBar()
{
    m_bar->hide();
}

} // namespace turnpike::ui
