// SPDX-License-Identifier: GPL-3.0-or-later
// What a window can do with the gateway, and what it says about it.
#pragma once

#include "core/ports/GatewayControl.h"

#include <QObject>
#include <QStringList>

namespace turnpike::ui {

class CommandRegistry;
class Notices;

class GatewayCommands final : public QObject
{
    Q_OBJECT

public:
    GatewayCommands(GatewayControl &gateway, CommandRegistry &commands, Notices &notices,
                    QObject *parent);

    /// Those of the pill's menu, in its order.
    static QStringList menu();
    /// The first line of that menu: what it does, or why it does not.
    QString headline() const;
    void copyUrl();
    /// How many providers fail just now.
    void setFailing(qsizetype failing) { m_failing = failing; }

Q_SIGNALS:
    /// What do the failing providers answer?
    void healthAsked();

private:
    void addCommands();
    void add(const QString &id, const QString &title, const QString &context, const QString &icon,
             const QString &shortcut, std::function<void()> run, std::function<bool()> isAvailable);
    bool is(GatewayStatus::State state) const;
    bool isUp() const;
    void toggle();
    void restart();
    void follow();

    GatewayControl &m_gateway;
    CommandRegistry &m_commands;
    Notices &m_notices;
    bool m_isRestarting = false;
    qsizetype m_failing = 0;
};

} // namespace turnpike::ui
