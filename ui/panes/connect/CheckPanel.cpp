// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/CheckPanel.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace turnpike::ui {

namespace {

constexpr int leastWords = 240; ///< Logical pixels at 100 % for mark, margins and words.

} // namespace

CheckPanel::CheckPanel(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_mark(new StateMark(theme, this, 18))
    , m_title(makeLabel({}, "section", this))
    , m_sentence(makeLabel({}, "small", this))
    , m_requestLine(makeMonoLabel(theme, {}, this))
{
    setObjectName(QStringLiteral("checkPanel"));
    m_title->setObjectName(QStringLiteral("checkTitle"));
    m_sentence->setObjectName(QStringLiteral("checkSentence"));
    m_requestLine->setObjectName(QStringLiteral("checkRequest"));
    m_title->setWordWrap(true);
    m_sentence->setWordWrap(true);
    m_parts = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_parts->setContentsMargins(theme.px(16), theme.px(13), theme.px(16), theme.px(13));
    m_parts->setSpacing(theme.px(14));
    auto *row = new QHBoxLayout;
    m_parts->addLayout(row, 1);
    row->setSpacing(theme.px(14));
    row->addWidget(m_mark, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(2));
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addSpacing(theme.px(8));
    column->addWidget(m_requestLine);
    row->addLayout(column, 1);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void CheckPanel::setAct(QPushButton *act)
{
    m_act = act;
    m_parts->addWidget(act, 0, Qt::AlignLeft | Qt::AlignVCenter);
}

void CheckPanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    if (!m_act)
        return;
    const bool isWide = width() >= m_act->sizeHint().width() + m_theme.px(leastWords);
    m_parts->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void CheckPanel::show(Tone tone, Mark mark, const QString &title, const QString &sentence,
                      const QString &requestLine)
{
    m_tone = tone;
    m_isDone = mark == Mark::Check;
    m_mark->setMark(m_isDone ? Mark::None : mark, tone);
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_requestLine->setText(requestLine);
    m_requestLine->setVisible(!requestLine.isEmpty());
    QPalette colours = m_title->palette();
    colours.setColor(QPalette::WindowText, m_theme.colours().of(tone));
    m_title->setPalette(colours);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    update();
}

void CheckPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colours().tint(m_tone));
    painter.drawRoundedRect(rect(), m_theme.px(8), m_theme.px(8));
    if (!m_isDone)
        return;
    const int side = m_theme.px(22);
    QRect circle(0, 0, side, side);
    circle.moveCenter(m_mark->geometry().center());
    painter.setBrush(m_theme.colours().success);
    painter.drawEllipse(circle);
    const int check = m_theme.px(14);
    painter.drawPixmap(circle.center().x() + 1 - check / 2, circle.center().y() + 1 - check / 2,
                       m_theme.pixmap(QStringLiteral("check"), check, m_theme.colours().successTint,
                                      devicePixelRatioF()));
}

} // namespace turnpike::ui
