// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/EnvironmentOffer.h"

#include "ui/panes/providers/EnvironmentKeys.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

EnvironmentOffer::EnvironmentOffer(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_look(
          makeButton(theme, tr("Look in my environment"), QStringLiteral("terminal"), "link", this))
    , m_nothing(makeLabel(tr("No provider's key is in the environment that the program was "
                             "started with."),
                          "small", this))
{
    m_look->setObjectName(QStringLiteral("lookInEnvironment"));
    m_look->setAutoDefault(false);
    m_nothing->setObjectName(QStringLiteral("noEnvironmentKeys"));
    m_nothing->setWordWrap(true);
    m_nothing->hide();
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(theme.px(4));
    m_column->addWidget(m_look, 0, Qt::AlignLeading);
    m_column->addWidget(m_nothing);
    connect(m_look, &QPushButton::clicked, this, &EnvironmentOffer::look);
}

void EnvironmentOffer::setProviders(const QHash<QString, QString> &providers)
{
    m_providers = providers;
}

void EnvironmentOffer::reset()
{
    clear();
    m_nothing->hide();
    m_look->show();
}

void EnvironmentOffer::clear()
{
    if (m_found)
        m_found->deleteLater();
    m_found = nullptr;
}

void EnvironmentOffer::look()
{
    clear();
    const QList<EnvironmentKey> keys = findEnvironmentKeys(m_providers.keys());
    m_nothing->setVisible(keys.isEmpty());
    if (keys.isEmpty())
        return announce(m_look, m_nothing->text());
    m_found = new QWidget(this);
    auto *rows = new QVBoxLayout(m_found);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(m_theme.px(6));
    for (const EnvironmentKey &key : keys) {
        const QString variable = QString::fromLatin1(key.variable);
        auto *row = new QHBoxLayout;
        row->setSpacing(m_theme.px(8));
        row->addWidget(makeMonoLabel(m_theme, variable, m_found));
        if (!key.tail.isEmpty())
            row->addWidget(makeLabel(QStringLiteral("…") + key.tail, "small", m_found));
        row->addStretch(1);
        auto *use = makeButton(m_theme, tr("Use for %1").arg(m_providers.value(key.provider)), {},
                               "small", m_found);
        use->setObjectName(QStringLiteral("use-") + variable);
        use->setAccessibleName(tr("Use %1 for %2").arg(variable, m_providers.value(key.provider)));
        use->setAutoDefault(false);
        connect(use, &QPushButton::clicked, this,
                [this, key] { Q_EMIT chosen(key.provider, key.variable); });
        row->addWidget(use);
        rows->addLayout(row);
    }
    m_column->addWidget(m_found);
    m_found->show();
    m_look->hide();
    m_found->findChild<QPushButton *>()->setFocus(Qt::OtherFocusReason);
}

} // namespace turnpike::ui
