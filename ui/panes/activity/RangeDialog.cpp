// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/RangeDialog.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/FormField.h"

#include <QDateEdit>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

const QDate epoch(1970, 1, 1);

QDateEdit *makeDay(std::int32_t day, const QString &name, QWidget *parent)
{
    auto *edit = new QDateEdit(epoch.addDays(day), parent);
    edit->setObjectName(name);
    edit->setCalendarPopup(true);
    edit->setDisplayFormat(QStringLiteral("d MMM yyyy"));
    edit->setMinimumDate(QDate(2020, 1, 1));
    return edit;
}

} // namespace

RangeDialog::RangeDialog(const Theme &theme, const Period &period, QWidget *window)
    : DialogFrame(theme, tr("Choose a period"), window)
    , m_first(makeDay(period.firstDay(), QStringLiteral("firstDay"), this))
    , m_last(makeDay(period.lastDay(), QStringLiteral("lastDay"), this))
{
    setObjectName(QStringLiteral("rangeDialog"));
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(14));
    line->addWidget(new FormField(theme, tr("First day"), m_first, this));
    m_lastField = new FormField(theme, tr("Last day"), m_last, this);
    line->addWidget(m_lastField);
    body()->addLayout(line);
    addFooterHint(tr("Days are those of UTC."));
    addCancel();
    connect(addPrimary(tr("Show")), &QPushButton::clicked, this, &RangeDialog::submit);
    setFirstFocus(m_first);
}

void RangeDialog::submit()
{
    const auto first = std::int32_t(epoch.daysTo(m_first->date()));
    const auto last = std::int32_t(epoch.daysTo(m_last->date()));
    if (last < first) {
        m_lastField->setError(tr("The last day is before the first."));
        m_last->setFocus();
        return;
    }
    if (last - first >= mostDays) {
        m_lastField->setError(tr("A period has %1 days at most.").arg(mostDays));
        m_last->setFocus();
        return;
    }
    Q_EMIT chosen(Period::ofDays(first, last));
    accept();
}

} // namespace turnpike::ui
