// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Notices.h"

#include <QTimer>

#include <algorithm>

namespace turnpike::ui {

namespace {

int importance(Tone tone)
{
    switch (tone) {
    case Tone::Danger: return 3;
    case Tone::Warning: return 2;
    case Tone::Simulated: return 0;
    default: return 1;
    }
}

} // namespace

Notices::Notices(QObject *parent)
    : QObject(parent)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &Notices::showNext);
}

Notices::~Notices() = default;

void Notices::toast(const QString &text, std::function<void()> undo)
{
    m_waiting.append({text, std::move(undo)});
    if (m_waiting.size() > longestQueue)
        m_waiting.removeFirst();
    if (!m_current)
        showNext();
}

bool Notices::undoLast()
{
    if (!m_current || !m_current->undo)
        return false;
    const std::function<void()> undo = m_current->undo;
    showNext();
    undo();
    return true;
}

void Notices::dismissToast()
{
    if (m_current)
        showNext();
}

void Notices::holdToast(bool isHeld)
{
    if (!m_current || isHeld != m_timer->isActive())
        return;
    if (isHeld) {
        m_held = m_timer->remainingTimeAsDuration();
        m_timer->stop();
    } else {
        m_timer->start(m_held);
    }
}

std::chrono::milliseconds Notices::toastTimeLeft() const
{
    if (!m_current)
        return {};
    return m_timer->isActive() ? m_timer->remainingTimeAsDuration() : m_held;
}

void Notices::setBanner(const QString &id, Tone tone, const QString &icon, const QString &sentence,
                        const QString &action, std::function<void()> act, bool isDismissible)
{
    Banner banner{id, tone, icon, sentence, action, std::move(act), isDismissible};
    const auto same
        = std::ranges::find_if(m_banners, [&](const Banner &each) { return each.id == id; });
    if (same == m_banners.end())
        m_banners.append(std::move(banner));
    else
        *same = std::move(banner);
    Q_EMIT bannerChanged();
}

void Notices::clearBanner(const QString &id)
{
    if (m_banners.removeIf([&](const Banner &each) { return each.id == id; }) > 0)
        Q_EMIT bannerChanged();
}

std::optional<Banner> Notices::currentBanner() const
{
    const auto first = std::ranges::max_element(
        m_banners, {}, [](const Banner &each) { return importance(each.tone); });
    return first == m_banners.end() ? std::nullopt : std::optional(*first);
}

void Notices::showNext()
{
    m_timer->stop();
    m_current.reset();
    if (!m_waiting.isEmpty()) {
        m_current = m_waiting.takeFirst();
        m_timer->start(m_toastTime);
    }
    Q_EMIT toastChanged();
}

} // namespace turnpike::ui
