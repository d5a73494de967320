// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/SystemTone.h"

#include <QDBusConnection>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QPalette>

namespace turnpike::ui {
namespace {

QString portalService()
{
    return QStringLiteral("org.freedesktop.portal.Desktop");
}
QString portalPath()
{
    return QStringLiteral("/org/freedesktop/portal/desktop");
}
QString settingsInterface()
{
    return QStringLiteral("org.freedesktop.portal.Settings");
}
QString appearance()
{
    return QStringLiteral("org.freedesktop.appearance");
}
QString colourScheme()
{
    return QStringLiteral("color-scheme");
}

/// The portal wraps the value in one variant, older ones in two.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

SystemTone::SystemTone(const QPalette &palette)
    : m_isDark(palette.color(QPalette::Window).lightness() < 128)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // Qt 6.4 refuses a slot with the signal's own three arguments, but takes one with the message.
    bus.connect(portalService(), portalPath(), settingsInterface(),
                QStringLiteral("SettingChanged"), this, "take");
    ask();
}

void SystemTone::ask()
{
    QDBusMessage call = QDBusMessage::createMethodCall(portalService(), portalPath(),
                                                       settingsInterface(), QStringLiteral("Read"));
    call << appearance() << colourScheme();
    auto *watcher
        = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *answered) {
                answered->deleteLater();
                const QDBusMessage reply = answered->reply();
                // No portal: the palette's lightness stands.
                if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty())
                    takeScheme(reply.arguments().constFirst());
            });
}

void SystemTone::take(const QDBusMessage &message)
{
    const QVariantList arguments = message.arguments();
    if (arguments.size() == 3 && arguments[0].toString() == appearance()
        && arguments[1].toString() == colourScheme())
        takeScheme(arguments[2]);
}

void SystemTone::takeScheme(const QVariant &value)
{
    bool isNumber = false;
    const uint scheme = unwrapped(value).toUInt(&isNumber);
    if (!isNumber || scheme == 0) // 0: no preference.
        return;
    const bool isDark = scheme == 1;
    if (isDark == m_isDark)
        return;
    m_isDark = isDark;
    Q_EMIT changed();
}

} // namespace turnpike::ui
