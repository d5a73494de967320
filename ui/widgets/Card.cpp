// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Card.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QVariant>

namespace turnpike::ui {

Card::Card(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_head(new QWidget(this))
    , m_headRow(new QHBoxLayout(m_head))
    , m_title(makeLabel({}, "section"))
    , m_subtitle(makeLabel({}, "faint"))
    , m_link(makeButton(theme, {}, {}, "link"))
    , m_body(new QVBoxLayout)
{
    setObjectName(QStringLiteral("card"));
    setProperty("surface", QStringLiteral("card"));
    m_headRow->addWidget(m_title);
    m_headRow->addWidget(m_subtitle);
    m_headRow->addStretch();
    m_headRow->addWidget(m_link);
    m_link->setProperty("compact", true);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0); // The style sheet's border has its room already.
    all->setSpacing(0);
    all->addWidget(m_head);
    all->addLayout(m_body, 1);
    m_body->setSpacing(0);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_head->hide();
    m_subtitle->hide();
    m_link->hide();
    connect(m_link, &QPushButton::clicked, this, &Card::linkActivated);
    connect(&theme, &Theme::changed, this, &Card::follow);
    follow();
}

void Card::setTitle(const QString &text)
{
    m_title->setText(text);
    setAccessibleName(text);
    m_head->setVisible(!text.isEmpty());
}

void Card::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void Card::setLink(const QString &text)
{
    m_link->setText(text);
    m_link->setVisible(!text.isEmpty());
}

void Card::addToHead(QWidget *widget)
{
    m_headRow->insertWidget(m_headRow->indexOf(m_link), widget);
}

void Card::setPadded()
{
    m_isPadded = true;
    follow();
}

void Card::follow()
{
    m_headRow->setContentsMargins(m_theme.px(15), m_theme.px(8), m_theme.px(13), m_theme.px(4));
    m_headRow->setSpacing(m_theme.px(8));
    m_head->setMinimumHeight(m_theme.px(36));
    if (!m_isPadded) // Then the margins are the owner's.
        return;
    const int in = m_theme.px(15);
    m_body->setContentsMargins(in, in, in, in);
}

} // namespace turnpike::ui
