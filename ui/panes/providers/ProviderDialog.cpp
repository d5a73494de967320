// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderDialog.h"

#include "core/ports/GatewayControl.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

QString vaultPlace(const GatewayControl &gateway)
{
    QString place = gateway.status().vault.place;
    const qsizetype first = place.indexOf(QLatin1Char('/'));
    if (first >= 0)
        place.remove(first, place.lastIndexOf(QLatin1Char('/')) - first + 1);
    return place;
}

QString vaultHint(const GatewayControl &gateway)
{
    const VaultStatus vault = gateway.status().vault;
    switch (vault.state) {
    case VaultStatus::State::Asking: return ProviderDialog::tr("Waiting for the keychain…");
    case VaultStatus::State::Open:
        return ProviderDialog::tr("Encrypted; master key in %1").arg(vaultPlace(gateway));
    case VaultStatus::State::Locked: break;
    }
    return ProviderDialog::tr("Locked: keys cannot be saved");
}

ProviderDialog::ProviderDialog(Console &console, const std::optional<Provider> &provider,
                               QWidget *window)
    : DialogFrame(console.theme,
                  provider ? tr("Replace key of %1").arg(provider->settings.name)
                           : tr("Add provider key"),
                  window)
    , m_console(console)
    , m_form(new ProviderKeyForm(console, this))
    , m_locked(new TintBox(console.theme, Tone::Warning, this))
    , m_lockedText(makeLabel({}, nullptr, m_locked))
    , m_retry(makeButton(console.theme, tr("Try again"), {}, "link", m_locked))
    , m_hintIcon(new QLabel(this))
    , m_hint(new ElidedLabel({}, this))
{
    setObjectName(QStringLiteral("providerDialog"));
    setDialogWidth(600);
    const Theme &theme = console.theme;
    auto *line = new QHBoxLayout(m_locked);
    line->setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10));
    line->setSpacing(theme.px(12));
    m_lockedText->setWordWrap(true);
    m_lockedText->setObjectName(QStringLiteral("vaultProblem"));
    m_locked->addText(m_lockedText);
    m_retry->setObjectName(QStringLiteral("openVault"));
    m_retry->setProperty("tone", QStringLiteral("warning"));
    m_retry->setAutoDefault(false);
    line->addWidget(m_lockedText, 1);
    line->addWidget(m_retry);
    body()->addWidget(m_locked);
    if (provider)
        m_form->setFixedProvider(*provider);
    body()->addWidget(m_form);
    buildFooter();
    connect(m_retry, &QPushButton::clicked, this, [this] { m_console.gateway.openVault(); });
    connect(m_form, &ProviderKeyForm::changed, this, &ProviderDialog::followForm);
    connect(m_form, &ProviderKeyForm::saved, this,
            [this](ProviderId id, const QString &name, int models) {
                Q_EMIT saved(id, name, models);
                accept();
            });
    console.gateway.onChange(this, [this] { followVault(); });
    connect(&theme, &Theme::changed, this, &ProviderDialog::followVault);
    followVault();
    followForm();
}

void ProviderDialog::buildFooter()
{
    auto *hint = new QWidget(this);
    auto *line = new QHBoxLayout(hint);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(m_console.theme.px(8));
    m_hint->setObjectName(QStringLiteral("vaultHint"));
    m_hint->setProperty("role", QStringLiteral("small"));
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    line->addWidget(m_hintIcon);
    line->addWidget(m_hint, 1);
    m_cancel = addCancel();
    m_save = addPrimary(tr("Save key"));
    footer()->insertWidget(0, hint, 1);
    connect(m_save, &QPushButton::clicked, m_form, &ProviderKeyForm::save);
}

void ProviderDialog::followVault()
{
    const VaultStatus vault = m_console.gateway.status().vault;
    m_locked->setVisible(vault.state == VaultStatus::State::Locked);
    m_lockedText->setText(tr("%1 Until then no key can be saved.").arg(vault.problem));
    const QString hint = vaultHint(m_console.gateway);
    m_hint->setText(hint);
    m_hintIcon->setPixmap(m_console.theme.pixmap(QStringLiteral("lock"), m_console.theme.px(14),
                                                 m_console.theme.colours().text2,
                                                 devicePixelRatioF()));
}

void ProviderDialog::followForm()
{
    m_save->setEnabled(m_form->canSave());
    m_save->setText(m_form->isUnproved() ? tr("Save anyway") : tr("Save key"));
    m_cancel->setEnabled(!m_form->isSaving() || m_form->isWaiting());
}

void ProviderDialog::reject()
{
    m_form->stopWaiting();
    if (!m_form->isSaving())
        DialogFrame::reject();
}

} // namespace turnpike::ui
