// SPDX-License-Identifier: GPL-3.0-or-later
// The console's buttons. A button's icon follows the theme; ownership is the parent's.
#pragma once

#include <QString>

class QPushButton;
class QToolButton;
class QWidget;

namespace turnpike::ui {

class Theme;

/// `kind`: "primary", "danger", "ghost", "link", "small"; null is bordered.
QPushButton *makeButton(const Theme &theme, const QString &text, const QString &icon = {},
                        const char *kind = nullptr, QWidget *parent = nullptr);
/// 28 x 28 with nothing but an icon; the name is the tooltip, too.
QToolButton *makeIconButton(const Theme &theme, const QString &icon, const QString &accessibleName,
                            QWidget *parent = nullptr);
/// The same, bordered and 32 x 32, for toolbars.
QToolButton *makeFramedIconButton(const Theme &theme, const QString &icon,
                                  const QString &accessibleName, QWidget *parent = nullptr);

/// Sets a property that the style sheet selects by, and applies the sheet anew.
void setStyleProperty(QWidget &widget, const char *name, const QVariant &value);

} // namespace turnpike::ui
