// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/BannerBar.h"

#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace turnpike::ui {

namespace {

/// As the style sheet calls it.
QString nameOf(Tone tone)
{
    switch (tone) {
    case Tone::Danger: return QStringLiteral("danger");
    case Tone::Warning: return QStringLiteral("warning");
    case Tone::Simulated: return QStringLiteral("simulated");
    default: return QStringLiteral("info");
    }
}

} // namespace

BannerBar::BannerBar(const Theme &theme, Notices &notices, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_notices(notices)
    , m_icon(new QLabel(this))
    , m_sentence(new ElidedLabel(QString(), this))
    , m_action(makeButton(theme, {}, {}, "link", this))
    , m_close(makeIconButton(theme, QStringLiteral("x"), tr("Dismiss"), this))
{
    setObjectName(QStringLiteral("banner"));
    m_icon->setObjectName(QStringLiteral("bannerIcon"));
    m_sentence->setObjectName(QStringLiteral("bannerSentence"));
    m_action->setObjectName(QStringLiteral("bannerAction"));
    m_sentence->setProperty("role", QStringLiteral("strong"));
    m_action->setProperty("isStrong", true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(16), theme.px(4), theme.px(8), theme.px(4));
    row->setSpacing(theme.px(8));
    row->addWidget(m_icon);
    row->addSpacing(theme.px(2));
    row->addWidget(m_sentence, 1);
    row->addWidget(m_action);
    row->addWidget(m_close);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (const auto banner = m_notices.currentBanner(); banner && banner->act)
            banner->act();
    });
    connect(m_close, &QToolButton::clicked, this, [this] {
        if (const auto banner = m_notices.currentBanner())
            m_notices.clearBanner(banner->id);
    });
    connect(&notices, &Notices::bannerChanged, this, &BannerBar::follow);
    connect(&theme, &Theme::changed, this, &BannerBar::follow);
    follow();
}

void BannerBar::follow()
{
    const auto banner = m_notices.currentBanner();
    setVisible(banner.has_value());
    if (!banner) {
        m_announced.clear();
        return;
    }
    setMinimumHeight(m_theme.px(40));
    const QColor ink = m_theme.colours().of(banner->tone);
    m_icon->setPixmap(m_theme.pixmap(banner->icon, m_theme.px(16), ink, devicePixelRatioF()));
    m_sentence->setText(banner->sentence);
    QPalette palette = m_sentence->palette();
    palette.setColor(QPalette::WindowText, ink);
    m_sentence->setPalette(palette);
    m_action->setText(banner->action);
    setStyleProperty(*m_action, "tone", nameOf(banner->tone));
    m_close->setIcon(m_theme.icon(QStringLiteral("x"), ink));
    m_action->setVisible(!banner->action.isEmpty());
    m_close->setVisible(banner->isDismissible);
    update();
    if (m_announced != banner->sentence)
        announce(this, banner->sentence);
    m_announced = banner->sentence;
}

void BannerBar::paintEvent(QPaintEvent *)
{
    const auto banner = m_notices.currentBanner();
    if (!banner)
        return;
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colours().tint(banner->tone));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colours().hairline);
}

} // namespace turnpike::ui
