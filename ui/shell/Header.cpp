// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Header.h"

#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/PaintedButton.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

namespace turnpike::ui {

namespace {

/// Looks like a field, and opens the palette, which holds the real one.
class SearchButton final : public PaintedButton
{
public:
    SearchButton(const Theme &theme, QWidget *parent)
        : PaintedButton(theme, parent)
    {
        setObjectName(QStringLiteral("searchButton"));
        setText(Header::tr("Search or run a command"));
        setAccessibleName(text());
        setToolTip(QKeySequence(QStringLiteral("Ctrl+K")).toString(QKeySequence::NativeText));
        setCursor(Qt::IBeamCursor);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Colours &colours = theme().colours();
        paintBox(painter, colours.surface, isHovered() ? colours.borderInput : colours.border, 6);
        paintIcon(painter, QStringLiteral("search"), 10, 16, 16, colours.text3);
        if (width() < theme().px(100))
            return;
        const QString key = QStringLiteral("Ctrl K");
        painter.setFont(theme().font(Theme::Font::Micro));
        const int keyWidth = painter.fontMetrics().horizontalAdvance(key) + 2 * theme().px(7);
        const bool isMirrored = layoutDirection() == Qt::RightToLeft;
        QRectF cap(width() - keyWidth - theme().px(8), (height() - theme().px(18)) / 2.0, keyWidth,
                   theme().px(18));
        if (isMirrored)
            cap.moveLeft(theme().px(8));
        painter.setPen(colours.border);
        painter.setBrush(colours.surface2);
        painter.drawRoundedRect(cap.adjusted(.5, .5, -.5, -.5), theme().px(4), theme().px(4));
        painter.setPen(colours.text3);
        painter.drawText(cap, Qt::AlignCenter, key);
        QRect line = rect().adjusted(theme().px(34), 0, -keyWidth - theme().px(16), 0);
        if (isMirrored)
            line = rect().adjusted(keyWidth + theme().px(16), 0, -theme().px(34), 0);
        painter.setFont(theme().font(Theme::Font::Body));
        painter.setPen(colours.placeholder);
        painter.drawText(
            line, QStyle::visualAlignment(layoutDirection(), Qt::AlignLeading) | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
    }
};

QString withKey(const QString &text, const char *key)
{
    return QStringLiteral("%1 (%2)").arg(
        text, QKeySequence(QLatin1String(key)).toString(QKeySequence::NativeText));
}

} // namespace

Header::Header(const Theme &theme, Navigation &navigation, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_navigation(navigation)
    , m_back(makeIconButton(theme, QStringLiteral("chevron-left"), tr("Back"), this))
    , m_forward(makeIconButton(theme, QStringLiteral("chevron-right"), tr("Forward"), this))
    , m_title(new QLabel(this))
    , m_scope(new Badge(theme, this))
    , m_search(new SearchButton(theme, this))
    , m_menu(makeIconButton(theme, QStringLiteral("menu"), tr("Menu"), this))
{
    setObjectName(QStringLiteral("header"));
    m_back->setObjectName(QStringLiteral("back"));
    m_forward->setObjectName(QStringLiteral("forward"));
    m_menu->setObjectName(QStringLiteral("mainMenu"));
    m_title->setObjectName(QStringLiteral("paneTitle"));
    m_scope->setObjectName(QStringLiteral("paneScope"));
    m_back->setToolTip(withKey(tr("Back"), "Alt+Left"));
    m_forward->setToolTip(withKey(tr("Forward"), "Alt+Right"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.px(14), 0, theme.px(16), 0);
    row->setSpacing(0);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addSpacing(theme.px(4));
    row->addWidget(m_title);
    row->addSpacing(theme.px(8));
    row->addWidget(m_scope);
    row->addStretch(1);
    row->addWidget(m_search);
    row->addSpacing(theme.px(12));
    row->addWidget(m_menu);
    connect(m_back, &QToolButton::clicked, &navigation, &Navigation::back);
    connect(m_forward, &QToolButton::clicked, &navigation, &Navigation::forward);
    connect(static_cast<QAbstractButton *>(m_search), &QAbstractButton::clicked, this,
            &Header::searchAsked);
    connect(&navigation, &Navigation::wentTo, this, &Header::follow);
    connect(&theme, &Theme::changed, this, &Header::applySizes);
    follow();
    applySizes();
    setPlace({}, {});
}

void Header::setPlace(const QString &title, const QString &scope)
{
    m_title->setText(title);
    m_scope->setVisible(!scope.isEmpty());
    m_scope->setBadge({scope, Tone::Neutral, Mark::None});
}

void Header::setMenu(QMenu *menu)
{
    m_menu->setMenu(menu);
    m_menu->setPopupMode(QToolButton::InstantPopup);
}

void Header::follow()
{
    m_back->setEnabled(m_navigation.canGoBack());
    m_forward->setEnabled(m_navigation.canGoForward());
}

void Header::applySizes()
{
    setFixedHeight(m_theme.px(52));
    for (QToolButton *button : {m_back, m_forward, m_menu})
        button->setFixedSize(m_theme.px(28), m_theme.px(28));
    m_menu->setIconSize(QSize(m_theme.px(18), m_theme.px(18)));
    m_title->setFont(m_theme.font(Theme::Font::Title));
    const int room = width() - m_theme.px(560);
    m_search->setFixedSize(room < m_theme.px(140) ? m_theme.px(36) : qMin(room, m_theme.px(300)),
                           m_theme.px(32));
    update();
}

void Header::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    applySizes();
}

void Header::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colours().surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colours().hairline);
}

} // namespace turnpike::ui
