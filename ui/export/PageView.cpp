// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/PageView.h"

#include "reports/PagePainter.h"
#include "ui/theme/Theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace turnpike::ui {

PageView::PageView(const Theme &theme, const PageLayout &layout, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_layout(layout)
{
    setObjectName(QStringLiteral("pageView"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(placeText());
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PageView::setPage(int page)
{
    page = std::clamp(page, 0, pageCount() - 1);
    if (page == m_page)
        return;
    m_page = page;
    setAccessibleName(placeText());
    QAccessibleEvent changed(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&changed);
    update();
    Q_EMIT pageChanged(page);
}

QString PageView::placeText() const
{
    return tr("Page %1 of %2").arg(m_page + 1).arg(pageCount());
}

QSize PageView::sizeHint() const
{
    return {m_theme.px(560), m_theme.px(640)};
}

QRectF PageView::paper() const
{
    const qreal margin = m_theme.px(16);
    const QRectF room = QRectF(rect()).adjusted(margin, margin, -margin, -margin);
    const QSizeF size = QSizeF(m_layout.geometry.width, m_layout.geometry.height)
                            .scaled(room.size(), Qt::KeepAspectRatio);
    return {room.center() - QPointF(size.width(), size.height()) / 2, size};
}

void PageView::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const Colours &colours = m_theme.colours();
    painter.fillRect(rect(), colours.surface2);
    const QRectF page = paper();
    painter.fillRect(page, PageStyle::paper);
    painter.save();
    painter.translate(page.topLeft());
    const qreal scale = page.width() / m_layout.geometry.width;
    painter.scale(scale, scale);
    paintPage(painter, m_layout, m_page);
    painter.restore();
    painter.setPen(colours.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(page);
}

void PageView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_PageDown: return setPage(m_page + 1);
    case Qt::Key_Left:
    case Qt::Key_Up:
    case Qt::Key_PageUp: return setPage(m_page - 1);
    case Qt::Key_Home: return setPage(0);
    case Qt::Key_End: return setPage(pageCount() - 1);
    default: QWidget::keyPressEvent(event);
    }
}

void PageView::wheelEvent(QWheelEvent *event)
{
    constexpr int notch = 120;
    m_turned += event->angleDelta().y();
    const int pages = m_turned / notch;
    m_turned -= pages * notch;
    setPage(m_page - pages);
    event->accept();
}

} // namespace turnpike::ui
