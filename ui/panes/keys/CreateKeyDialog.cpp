// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/CreateKeyDialog.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "ui/panes/keys/KeyLimitForm.h"
#include "ui/panes/keys/KeyNameField.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FormField.h"

#include <QComboBox>
#include <QDateEdit>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr std::int64_t usPerDay = 86'400'000'000;
enum Expiry { Never, In30Days, In90Days, OnDate };

} // namespace

CreateKeyDialog::CreateKeyDialog(const Theme &theme, const Clock &clock, const QStringList &names,
                                 QWidget *window)
    : KeyDialog(theme, tr("Create API key"), tr("Create key"), window)
    , m_clock(clock)
    , m_nameField(makeKeyNameField(theme, names, this))
    , m_name(m_nameField->findChild<QLineEdit *>(keyNameObject))
    , m_limit(new KeyLimitForm(theme, this))
{
    setObjectName(QStringLiteral("createKey"));
    body()->addWidget(m_nameField);
    body()->addWidget(m_limit);
    buildExpiry(theme);
    addFooterHint(tr("Enter creates the key"));
}

void CreateKeyDialog::buildExpiry(const Theme &theme)
{
    const std::int64_t now = m_clock.nowUs();
    m_expires = new QComboBox(this);
    m_expires->setObjectName(QStringLiteral("expires"));
    m_expires->addItem(tr("Never"));
    m_expires->addItem(tr("In 30 days (%1)").arg(format::date(now + 30 * usPerDay)));
    m_expires->addItem(tr("In 90 days (%1)").arg(format::date(now + 90 * usPerDay)));
    m_expires->addItem(tr("On a date…"));
    m_expiresField = new FormField(theme, tr("Expires"), m_expires, this);
    m_date = new QDateEdit(QDateTime::fromMSecsSinceEpoch(now / 1000).date().addDays(7), this);
    m_date->setObjectName(QStringLiteral("expiresOn"));
    m_date->setMinimumDate(QDateTime::fromMSecsSinceEpoch(now / 1000).date());
    m_date->setCalendarPopup(true);
    auto *dateField = new FormField(theme, tr("Last day"), m_date, this);
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(16));
    line->addWidget(m_expiresField, 1);
    line->addWidget(dateField, 1);
    QSizePolicy keepsRoom = dateField->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    dateField->setSizePolicy(keepsRoom);
    dateField->hide();
    body()->addLayout(line);
    connect(m_expires, &QComboBox::currentIndexChanged, dateField,
            [dateField](int index) { dateField->setVisible(index == OnDate); });
}

std::int64_t CreateKeyDialog::expiresUs() const
{
    switch (m_expires->currentIndex()) {
    case In30Days: return m_clock.nowUs() + 30 * usPerDay;
    case In90Days: return m_clock.nowUs() + 90 * usPerDay;
    case OnDate: return m_date->date().addDays(1).startOfDay().toMSecsSinceEpoch() * 1000;
    default: return 0;
    }
}

void CreateKeyDialog::submit()
{
    const Result<std::optional<KeyLimit>> limit = m_limit->checked();
    if (!checkKeyName(*m_nameField) || !limit)
        return;
    KeyDraft draft;
    draft.name = m_name->text().trimmed();
    draft.limit = *limit;
    draft.expiresUs = expiresUs();
    setBusy(true);
    Q_EMIT wanted(draft);
}

bool CreateKeyDialog::showAtField(const Error &error)
{
    if (error.field == QStringLiteral("/name")) {
        m_nameField->setError(error.message);
        m_name->setFocus();
        return true;
    }
    if (error.field == QStringLiteral("/limit")) {
        m_limit->showError(error.message);
        return true;
    }
    if (error.field == QStringLiteral("/expires_at")) {
        m_expiresField->setError(error.message);
        m_expires->setFocus();
        return true;
    }
    return false;
}

} // namespace turnpike::ui
