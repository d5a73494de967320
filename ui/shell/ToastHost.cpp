// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/ToastHost.h"

#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

namespace turnpike::ui {

ToastHost::ToastHost(const Theme &theme, Notices &notices, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_notices(notices)
    , m_text(new QLabel(this))
    , m_undo(new QPushButton(tr("Undo"), this))
    , m_close(new QToolButton(this))
    , m_tick(new QTimer(this))
{
    setObjectName(QStringLiteral("toast"));
    m_text->setObjectName(QStringLiteral("toastText"));
    m_text->setTextFormat(Qt::PlainText);
    m_undo->setObjectName(QStringLiteral("toastUndo"));
    m_undo->setFlat(true);
    m_close->setObjectName(QStringLiteral("toastClose"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(16), 0, theme.px(10), 0);
    row->setSpacing(theme.px(8));
    row->addWidget(m_text, 1);
    row->addWidget(m_undo);
    row->addWidget(m_close);
    for (QWidget *each : {static_cast<QWidget *>(m_undo), static_cast<QWidget *>(m_close)})
        each->installEventFilter(this);
    parent->installEventFilter(this);
    m_tick->setInterval(50);
    connect(m_tick, &QTimer::timeout, this, [this] { update(); });
    connect(m_undo, &QPushButton::clicked, &notices, &Notices::undoLast);
    connect(m_close, &QToolButton::clicked, &notices, &Notices::dismissToast);
    connect(&notices, &Notices::toastChanged, this, &ToastHost::follow);
    connect(&theme, &Theme::changed, this, &ToastHost::dress);
    dress();
    follow();
}

void ToastHost::dress()
{
    const Colours &colours = m_theme.colours();
    QPalette palette = m_text->palette();
    palette.setColor(QPalette::WindowText, colours.toastText);
    m_text->setPalette(palette);
    m_text->setFont(m_theme.font(Theme::Font::Body));
    m_undo->setStyleSheet(QStringLiteral("QPushButton { color: %1; background: transparent; "
                                         "border: none; font-weight: 600; padding: 6px 8px; }")
                              .arg(colours.toastAction.name()));
    m_close->setStyleSheet(
        QStringLiteral("QToolButton { background: transparent; border: none; }"));
    m_close->setIcon(m_theme.icon(QStringLiteral("x"), colours.toastText));
    m_close->setIconSize(QSize(m_theme.px(14), m_theme.px(14)));
    m_close->setFixedSize(m_theme.px(28), m_theme.px(28));
    place();
}

void ToastHost::follow()
{
    const auto &toast = m_notices.currentToast();
    if (!toast) {
        m_tick->stop();
        hide();
        return;
    }
    m_text->setText(toast->text);
    m_undo->setVisible(static_cast<bool>(toast->undo));
    m_tick->start();
    place();
    show();
    raise();
    hold(); // The pointer may lie where it appears.
    announce(this, toast->undo ? tr("%1 Ctrl+Z undoes it.").arg(toast->text) : toast->text);
}

void ToastHost::place()
{
    const int room = parentWidget()->width() - 2 * m_theme.px(24);
    const int width = qMin(room, qMax(m_theme.px(360), sizeHint().width()));
    const int height = m_theme.px(52);
    setGeometry((parentWidget()->width() - width) / 2,
                parentWidget()->height() - height - m_theme.px(24), width, height);
}

void ToastHost::hold()
{
    m_notices.holdToast(underMouse() || isAncestorOf(window()->focusWidget()));
}

bool ToastHost::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    else if (event->type() == QEvent::FocusIn)
        m_notices.holdToast(true);
    else if (event->type() == QEvent::FocusOut)
        m_notices.holdToast(underMouse());
    return QWidget::eventFilter(watched, event);
}

bool ToastHost::event(QEvent *event)
{
    if (event->type() == QEvent::Enter)
        m_notices.holdToast(true);
    else if (event->type() == QEvent::Leave)
        m_notices.holdToast(isAncestorOf(window()->focusWidget()));
    return QWidget::event(event);
}

void ToastHost::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(rect(), m_theme.px(8), m_theme.px(8));
    painter.fillPath(outline, m_theme.colours().toast);
    const auto share = static_cast<double>(m_notices.toastTimeLeft().count())
        / static_cast<double>(m_notices.toastTime().count());
    painter.setClipPath(outline);
    const qreal line = m_theme.pxF(2.5);
    painter.fillRect(QRectF(0, height() - line, width() * share, line),
                     m_theme.colours().toastAction);
}

} // namespace turnpike::ui
