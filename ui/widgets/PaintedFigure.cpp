// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PaintedFigure.h"

#include "ui/theme/Theme.h"

#include <QAccessibleWidget>

namespace turnpike::ui {
namespace {

QAccessibleInterface *makeInterface(const QString &className, QObject *object)
{
    if (className != QLatin1String("turnpike::ui::PaintedFigure"))
        return nullptr;
    return new QAccessibleWidget(static_cast<QWidget *>(object), QAccessible::Graphic);
}

} // namespace

PaintedFigure::PaintedFigure(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    // Installing a factory again is no change.
    QAccessible::installFactory(&makeInterface);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

} // namespace turnpike::ui
