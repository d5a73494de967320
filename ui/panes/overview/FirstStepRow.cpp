// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/FirstStepRow.h"

#include "ui/panes/connect/StepMark.h"
#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

namespace {

constexpr int rowHeight = 64;
constexpr int inset = 16;
constexpr int markSide = 24;
constexpr int textLeft = inset + markSide + 14;
constexpr int arrowSide = 16;

} // namespace

FirstStepRow::FirstStepRow(const Theme &theme, int number, const QString &title,
                           const QString &sentence, QWidget *parent)
    : PaintedButton(theme, parent)
    , m_sentence(sentence)
    , m_mark(new StepMark(theme, number, this))
{
    setText(title);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    wearFocusRing(*this, 8);
    m_mark->setAttribute(Qt::WA_TransparentForMouseEvents);
    tellName();
}

void FirstStepRow::setDone(bool isDone)
{
    m_mark->setDone(isDone);
    tellName();
}

bool FirstStepRow::isDone() const
{
    return m_mark->isDone();
}

void FirstStepRow::setNext(bool isNext)
{
    m_isNext = isNext;
    update();
}

void FirstStepRow::tellName()
{
    setAccessibleName(isDone() ? tr("%1, done").arg(text()) : text());
    setAccessibleDescription(m_sentence);
    update();
}

QSize FirstStepRow::sizeHint() const
{
    return {theme().px(560), theme().px(rowHeight)};
}

void FirstStepRow::resizeEvent(QResizeEvent *event)
{
    QAbstractButton::resizeEvent(event);
    m_mark->setFixedSize(m_mark->sizeHint());
    m_mark->move(theme().px(inset), (height() - m_mark->height()) / 2);
}

void FirstStepRow::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_isNext ? colours.accent : colours.hairline, 1));
    painter.setBrush(underMouse() ? colours.hover : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme().pxF(8),
                            theme().pxF(8));
    const int left = theme().px(textLeft);
    const int room = width() - left - theme().px(2 * inset + arrowSide);
    painter.setFont(theme().font(Theme::Font::Strong));
    painter.setPen(isDone() ? colours.text2 : colours.text);
    painter.drawText(QRect(left, theme().px(13), room, theme().px(18)), Qt::AlignVCenter, text());
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(colours.text3);
    painter.drawText(QRect(left, theme().px(33), room, theme().px(18)), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_sentence, Qt::ElideRight, room));
    const int arrow = theme().px(arrowSide);
    painter.drawPixmap(
        width() - theme().px(inset) - arrow, (height() - arrow) / 2,
        theme().pixmap(QStringLiteral("chevron-right"), arrow, colours.text3, devicePixelRatioF()));
}

} // namespace turnpike::ui
