// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/OpeningPage.h"

#include "ui/theme/Theme.h"

#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

namespace turnpike::ui {

OpeningPage::OpeningPage(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sentence(new QLabel(tr("Opening the ledger: what was under way when it was last used is "
                               "being booked…"),
                            this))
    , m_blocks(new QTimer(this))
    , m_words(new QTimer(this))
{
    setObjectName(QStringLiteral("openingPage"));
    setAccessibleName(tr("Opening the ledger"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(20));
    column->addWidget(m_sentence);
    column->addStretch(1);
    m_sentence->setWordWrap(true);
    QSizePolicy policy = m_sentence->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_sentence->setSizePolicy(policy);
    for (QTimer *timer : {m_blocks, m_words})
        timer->setSingleShot(true);
    connect(m_blocks, &QTimer::timeout, this, [this] {
        m_hasBlocks = true;
        update();
    });
    connect(m_words, &QTimer::timeout, m_sentence, &QLabel::show);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void OpeningPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_hasBlocks = false;
    m_sentence->hide();
    m_blocks->start(150);
    m_words->start(2'000);
}

void OpeningPage::hideEvent(QHideEvent *event)
{
    m_blocks->stop();
    m_words->stop();
    QWidget::hideEvent(event);
}

void OpeningPage::paintEvent(QPaintEvent *)
{
    if (!m_hasBlocks)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colours().skeleton);
    const int margin = m_theme.px(24);
    const int gap = m_theme.px(16);
    const int round = m_theme.px(8);
    const int top = m_theme.px(62);
    const int card = (width() - 2 * margin - 3 * gap) / 4;
    for (int i = 0; i < 4; ++i)
        painter.drawRoundedRect(margin + i * (card + gap), top, card, m_theme.px(112), round,
                                round);
    const int below = top + m_theme.px(112) + gap;
    painter.drawRoundedRect(margin, below, width() - 2 * margin,
                            qMax(0, height() - below - m_theme.px(20)), round, round);
}

} // namespace turnpike::ui
