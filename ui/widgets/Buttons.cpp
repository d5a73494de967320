// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Buttons.h"

#include "ui/theme/Theme.h"

#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVariant>

#include <string_view>

namespace turnpike::ui {
namespace {

QColor iconColour(const Colours &colours, std::string_view kind)
{
    if (kind == "primary" || kind == "danger")
        return colours.onAccent;
    return kind == "link" ? colours.accent : colours.text2;
}

QToolButton *makeToolButton(const Theme &theme, const QString &icon, const QString &name, int side,
                            QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setFocusPolicy(Qt::TabFocus);
    const auto follow = [&theme, button, icon, side] {
        button->setIcon(theme.icon(icon));
        button->setIconSize(QSize(theme.px(16), theme.px(16)));
        button->setFixedSize(theme.px(side), theme.px(side));
    };
    QObject::connect(&theme, &Theme::changed, button, follow);
    follow();
    return button;
}

} // namespace

QPushButton *makeButton(const Theme &theme, const QString &text, const QString &icon,
                        const char *kind, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    const std::string_view kindName = kind ? kind : "";
    if (kind)
        button->setProperty("kind", QString::fromLatin1(kind));
    if (kindName == "link")
        button->setCursor(Qt::PointingHandCursor);
    if (icon.isEmpty())
        return button;
    if (text.isEmpty())
        button->setProperty("iconOnly", true);
    const auto follow = [&theme, button, icon, kindName] {
        button->setIcon(theme.icon(icon, iconColour(theme.colours(), kindName)));
        // Wider than high: Qt puts only 4 px between icon and text.
        button->setIconSize(QSize(theme.px(button->text().isEmpty() ? 16 : 20), theme.px(16)));
    };
    QObject::connect(&theme, &Theme::changed, button, follow);
    follow();
    return button;
}

QToolButton *makeIconButton(const Theme &theme, const QString &icon, const QString &accessibleName,
                            QWidget *parent)
{
    return makeToolButton(theme, icon, accessibleName, 28, parent);
}

QToolButton *makeFramedIconButton(const Theme &theme, const QString &icon,
                                  const QString &accessibleName, QWidget *parent)
{
    QToolButton *button = makeToolButton(theme, icon, accessibleName, 32, parent);
    button->setProperty("kind", QStringLiteral("framed"));
    return button;
}

void setStyleProperty(QWidget &widget, const char *name, const QVariant &value)
{
    if (widget.property(name) == value)
        return;
    widget.setProperty(name, value);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
    widget.update();
}

} // namespace turnpike::ui
