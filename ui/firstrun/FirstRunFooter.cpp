// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/FirstRunFooter.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace turnpike::ui {

namespace {

// Logical pixels at 100 %.
constexpr int height100 = 52;
constexpr int segmentWidth = 32;
constexpr int segmentHeight = 4;
constexpr int segmentGap = 8;

} // namespace

FirstRunFooter::FirstRunFooter(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_room(new QWidget(this))
    , m_words(new ElidedLabel({}, this))
    , m_back(makeButton(theme, tr("Back"), {}, "link", this))
    , m_skip(makeButton(theme, tr("Skip to the console"), {}, "link", this))
{
    m_words->setProperty("role", QStringLiteral("small"));
    m_words->setObjectName(QStringLiteral("firstRunStep"));
    m_back->setObjectName(QStringLiteral("firstRunBack"));
    m_skip->setObjectName(QStringLiteral("firstRunSkip"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(40), 1, theme.px(40), 0);
    row->setSpacing(theme.px(18));
    row->addWidget(m_room);
    row->addWidget(m_words, 1);
    row->addWidget(m_back);
    row->addWidget(m_skip);
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, &FirstRunFooter::backAsked);
    connect(m_skip, &QPushButton::clicked, this, &FirstRunFooter::skipAsked);
    connect(&theme, &Theme::changed, this, &FirstRunFooter::follow);
    follow();
}

void FirstRunFooter::setStep(int step, const QString &name)
{
    m_step = step;
    m_words->setText(step > 0 ? tr("%1 of %2  %3").arg(step).arg(steps).arg(name) : QString());
    fit();
    update();
}

void FirstRunFooter::setBack(bool isThere)
{
    m_back->setVisible(isThere);
    fit();
}

void FirstRunFooter::setSkip(bool isThere)
{
    m_skip->setVisible(isThere);
    fit();
}

void FirstRunFooter::follow()
{
    setFixedHeight(m_theme.px(height100));
    m_room->setFixedWidth(m_theme.px(steps * segmentWidth + (steps - 1) * segmentGap));
    fit();
    update();
}

/// Where words are large, the words alone say which step it is: the segments go first.
void FirstRunFooter::fit()
{
    int wanted = m_room->maximumWidth() + m_words->sizeHint().width();
    for (const QWidget *button : {m_back, m_skip})
        wanted += button->isHidden() ? 0 : layout()->spacing() + button->sizeHint().width();
    const QMargins margins = layout()->contentsMargins();
    wanted += layout()->spacing() + margins.left() + margins.right();
    m_room->setVisible(wanted <= width());
}

void FirstRunFooter::resizeEvent(QResizeEvent *)
{
    fit();
}

void FirstRunFooter::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.fillRect(rect(), colours.surface2);
    painter.fillRect(0, 0, width(), 1, colours.hairline);
    if (m_step == 0 || m_room->isHidden())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal tall = m_theme.pxF(segmentHeight);
    for (int i = 0; i < steps; ++i) {
        painter.setBrush(i < m_step ? colours.accentFill : colours.barTrack);
        painter.drawRoundedRect(QRectF(m_room->x() + i * m_theme.pxF(segmentWidth + segmentGap),
                                       m_room->geometry().center().y() - tall / 2,
                                       m_theme.pxF(segmentWidth), tall),
                                tall / 2, tall / 2);
    }
}

} // namespace turnpike::ui
