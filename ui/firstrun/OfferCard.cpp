// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/OfferCard.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

// Logical pixels at 100 %.
constexpr int leastHeight = 104;
constexpr int inset = 20;
constexpr int tileSide = 44;
constexpr int iconSide = 20;
constexpr int buttonWidth = 148;
constexpr int radius = 8;

} // namespace

OfferCard::OfferCard(const Theme &theme, const Texts &texts, bool isPreferred, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_iconName(texts.icon)
    , m_tone(texts.tone)
    , m_isPreferred(isPreferred)
    , m_icon(new QLabel(this))
    , m_badge(new Badge(theme, this))
    , m_note(makeLabel(texts.note, "faint", this))
    , m_button(makeButton(theme, texts.button, {}, isPreferred ? "primary" : nullptr, this))
{
    auto *title = makeLabel(texts.title, "offer", this);
    auto *sentence = makeLabel(texts.sentence, "quiet", this);
    sentence->setWordWrap(true);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button->setAccessibleDescription(texts.sentence);
    m_icon->setAlignment(Qt::AlignCenter);

    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(10));
    head->addWidget(title);
    head->addWidget(m_badge);
    head->addStretch(1);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(4));
    column->addStretch(1);
    column->addLayout(head);
    column->addWidget(sentence);
    column->addWidget(m_note);
    column->addStretch(1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(inset), theme.px(14), theme.px(inset), theme.px(14));
    row->setSpacing(theme.px(18));
    row->addWidget(m_icon);
    row->addLayout(column, 1);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &OfferCard::chosen);
    connect(&theme, &Theme::changed, this, &OfferCard::follow);
    follow();
}

void OfferCard::setBadge(const CellBadge &badge)
{
    m_badge->setBadge(badge);
}

void OfferCard::setNote(const QString &note, Tone tone)
{
    m_note->setText(note);
    m_noteTone = tone;
    follow();
}

void OfferCard::follow()
{
    setMinimumHeight(m_theme.px(leastHeight));
    m_icon->setFixedSize(m_theme.px(tileSide), m_theme.px(tileSide));
    m_icon->setPixmap(m_theme.pixmap(m_iconName, m_theme.px(iconSide), m_theme.colours().of(m_tone),
                                     devicePixelRatioF()));
    m_button->setMinimumWidth(m_theme.px(buttonWidth));
    setStyleProperty(*m_note, "role",
                     m_noteTone == Tone::Warning ? QStringLiteral("warning")
                                                 : QStringLiteral("faint"));
    update();
}

void OfferCard::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal line = m_isPreferred ? 2 : 1;
    painter.setPen(QPen(m_isPreferred ? colours.accent : colours.hairline, line));
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2),
                            m_theme.pxF(radius), m_theme.pxF(radius));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.tint(m_tone));
    painter.drawRoundedRect(m_icon->geometry(), m_theme.pxF(radius), m_theme.pxF(radius));
}

} // namespace turnpike::ui
