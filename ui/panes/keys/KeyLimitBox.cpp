// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyLimitBox.h"

#include "core/Format.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LimitBar.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

QString inWindow(Window window)
{
    switch (window) {
    case Window::Day: return KeyLimitBox::tr("today");
    case Window::Week: return KeyLimitBox::tr("this week");
    case Window::Month: return KeyLimitBox::tr("this month");
    case Window::Lifetime: break;
    }
    return KeyLimitBox::tr("in total");
}

} // namespace

KeyLimitBox::KeyLimitBox(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("keyLimitBox"));
    auto *frame = new QVBoxLayout(this);
    frame->setContentsMargins(0, 0, 0, 0);
    m_box = new TintBox(theme, Tone::Normal, this);
    frame->addWidget(m_box);
    auto *column = new QVBoxLayout(m_box);
    column->setContentsMargins(theme.px(14), theme.px(13), theme.px(14), theme.px(15));
    column->setSpacing(theme.px(8));
    auto *line = new QHBoxLayout;
    m_spent = new QLabel(m_box);
    m_spent->setFont(theme.font(Theme::Font::Section));
    m_share = new QLabel(m_box);
    line->addWidget(m_spent, 1);
    line->addWidget(m_share);
    column->addLayout(line);
    m_bar = new LimitBar(theme, m_box);
    column->addWidget(m_bar);
    m_note = new QLabel(m_box);
    m_note->setFont(theme.font(Theme::Font::Small));
    m_note->setWordWrap(true);
    m_spent->setWordWrap(true);
    column->addWidget(m_note);
    for (QLabel *label : {m_spent, m_share, m_note})
        m_box->addText(label);
}

void KeyLimitBox::show(const KeyRow &row, std::int64_t nowUs)
{
    const Key &key = row.key;
    const Tone tone = limitTone(key);
    m_box->setTone(tone == Tone::Accent ? Tone::Normal : tone);
    const bool isLimited = key.limit.has_value();
    m_bar->setVisible(isLimited);
    m_share->setVisible(isLimited);
    if (!isLimited) {
        const Money month = key.usage[static_cast<std::size_t>(Window::Month)];
        m_spent->setText(tr("%1 this month").arg(format::money(month)));
        m_resets = tr("This key has no limit.");
        tell();
        return;
    }
    m_spent->setText(tr("%1 of %2 %3")
                         .arg(format::money(limitSpent(key)), format::money(key.limit->amount),
                              inWindow(key.limit->reset)));
    const int part = limitPerMille(key);
    m_share->setText(format::percent(part / 1000.0, 0));
    m_share->setAccessibleName(spokenLimit(key));
    m_bar->setShare(part);
    m_bar->setTone(tone);
    m_resets = key.limit->reset == Window::Lifetime
        ? tr("It does not reset.")
        : tr("Resets %1 (00:00 UTC).").arg(limitResets(key, nowUs));
    tell();
}

void KeyLimitBox::setRefused(std::int64_t requests)
{
    m_refused = requests;
    tell();
}

void KeyLimitBox::tell()
{
    m_note->setText(
        m_refused == 0 ? m_resets
            : m_refused == 1
            ? tr("1 request refused today. %1").arg(m_resets)
            : tr("%1 requests refused today. %2").arg(format::count(m_refused), m_resets));
}

} // namespace turnpike::ui
