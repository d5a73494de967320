// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/EmptyState.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace turnpike::ui {

EmptyState::EmptyState(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel)
    , m_title(makeLabel({}, "section"))
    , m_sentence(makeLabel({}, "quiet"))
    , m_primary(makeButton(theme, {}, {}, "primary"))
    , m_link(makeButton(theme, {}, {}, "link"))
{
    m_primary->setObjectName(QStringLiteral("emptyPrimary"));
    m_link->setObjectName(QStringLiteral("emptyLink"));
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_sentence->setMinimumWidth(theme.px(360));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 12);
    column->setSpacing(0);
    column->addStretch();
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addSpacing(theme.px(13));
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addSpacing(theme.px(14));
    column->addWidget(m_sentence, 0, Qt::AlignHCenter);
    column->addSpacing(theme.px(20));
    column->addWidget(m_primary, 0, Qt::AlignHCenter);
    column->addSpacing(theme.px(5));
    column->addWidget(m_link, 0, Qt::AlignHCenter);
    column->addStretch();
    connect(m_primary, &QPushButton::clicked, this, &EmptyState::primary);
    connect(m_link, &QPushButton::clicked, this, &EmptyState::link);
    connect(&theme, &Theme::changed, this, &EmptyState::follow);
}

void EmptyState::set(const QString &icon, const QString &title, const QString &sentence,
                     const QString &primaryText, const QString &linkText)
{
    m_iconName = icon;
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_primary->setText(primaryText);
    m_primary->setVisible(!primaryText.isEmpty());
    m_link->setText(linkText);
    m_link->setVisible(!linkText.isEmpty());
    follow();
}

void EmptyState::setPrimaryIcon(const QString &icon)
{
    m_primaryIcon = icon;
    follow();
}

void EmptyState::follow()
{
    // A box layout asks an aligned label for its hint alone, which is too low where its text wraps.
    m_sentence->ensurePolished();
    const int width = std::max(m_sentence->minimumWidth(), m_sentence->sizeHint().width());
    m_sentence->setMinimumHeight(std::max(0, m_sentence->heightForWidth(width))); // -1: no text yet
    m_icon->setFixedSize(m_theme.px(40), m_theme.px(40));
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(m_theme.pixmap(m_iconName, m_theme.px(40), m_theme.colours().text3,
                                         devicePixelRatioF()));
    m_primary->setIcon(m_primaryIcon.isEmpty()
                           ? QIcon()
                           : m_theme.icon(m_primaryIcon, m_theme.colours().onAccent));
    m_primary->setIconSize(QSize(m_theme.px(20), m_theme.px(16)));
}

} // namespace turnpike::ui
