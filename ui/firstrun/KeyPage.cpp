// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/KeyPage.h"

#include "core/Format.h"
#include "ui/firstrun/PageScroll.h"
#include "ui/panes/connect/Hairline.h"
#include "ui/panes/providers/ProviderActions.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

QString workingText(const QString &name, int models)
{
    if (models == 0)
        return KeyPage::tr("%1 works; its key is saved.").arg(name);
    return models == 1 ? KeyPage::tr("%1 works; its key is saved, and 1 model was added.").arg(name)
                       : KeyPage::tr("%1 works; its key is saved, and %2 models were added.")
                             .arg(name, format::count(models));
}

} // namespace

KeyPage::KeyPage(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_scroll(new PageScroll(console.theme, this))
    , m_form(new ProviderKeyForm(console, m_scroll))
    , m_save(makeButton(console.theme, {}, {}, "primary", this))
{
    const Theme &theme = console.theme;
    m_save->setObjectName(QStringLiteral("firstRunSave"));
    m_scroll->column()->addWidget(m_form);
    m_scroll->column()->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(theme.px(40), theme.px(10), theme.px(40), theme.px(12));
    buttons->addStretch(1);
    buttons->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_scroll, 1);
    column->addWidget(new Hairline(theme, this));
    column->addLayout(buttons);
    const auto follow = [this] {
        m_save->setEnabled(m_form->canSave());
        m_save->setText(m_form->isWaiting()        ? tr("Testing…")
                            : m_form->isSaving()   ? tr("Saving…")
                            : m_form->isUnproved() ? tr("Save anyway")
                                                   : tr("Save and connect a tool"));
        if (m_form->canSave()) // What was found out stands at the end, once it is laid out.
            QTimer::singleShot(0, m_scroll, &PageScroll::showEnd);
    };
    connect(m_form, &ProviderKeyForm::changed, this, follow);
    connect(m_save, &QPushButton::clicked, this, [this] { m_form->save(); });
    connect(m_form, &ProviderKeyForm::saved, this,
            [this, &console](ProviderId provider, const QString &name, int models, bool works) {
                console.notices.toast(works ? workingText(name, models) : savedText(name, models));
                Q_EMIT saved(provider);
            });
    follow();
}

void KeyPage::stopWaiting()
{
    m_form->stopWaiting();
}

void KeyPage::begin()
{
    m_form->reset();
    if (auto *first = m_form->findChild<QLineEdit *>())
        first->setFocus(Qt::OtherFocusReason);
}

} // namespace turnpike::ui
