// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/KeyPage.h"

#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace turnpike::ui {

KeyPage::KeyPage(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_form(new ProviderKeyForm(console, this))
    , m_save(makeButton(console.theme, tr("Save and connect a tool"), {}, "primary", this))
{
    const Theme &theme = console.theme;
    m_save->setObjectName(QStringLiteral("firstRunSave"));
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(scroll);
    content->setObjectName(QStringLiteral("paneContent"));
    auto *inside = new QVBoxLayout(content);
    inside->setContentsMargins(theme.px(40), theme.px(20), theme.px(40), theme.px(12));
    inside->addWidget(m_form);
    inside->addStretch(1);
    scroll->setWidget(content);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(theme.px(40), theme.px(10), theme.px(40), theme.px(12));
    buttons->addStretch(1);
    buttons->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addLayout(buttons);
    const auto follow = [this] { m_save->setEnabled(m_form->canSave()); };
    connect(m_form, &ProviderKeyForm::changed, this, follow);
    connect(m_save, &QPushButton::clicked, this, [this] { m_form->save(); });
    connect(m_form, &ProviderKeyForm::saved, this,
            [this, &console](ProviderId, const QString &name, int models) {
                console.notices.toast(tr("%1 works: %n models", nullptr, models).arg(name));
                Q_EMIT saved();
            });
    follow();
}

void KeyPage::begin()
{
    m_form->reset();
    m_form->setFocus(Qt::OtherFocusReason);
}

} // namespace turnpike::ui
