// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Navigation.h"

namespace turnpike::ui {

namespace {

constexpr qsizetype longestHistory = 100;

} // namespace

void Navigation::go(const Place &place)
{
    if (m_places.isEmpty()) {
        m_places.append(place);
    } else {
        Q_EMIT leaving();
        m_places.resize(m_index + 1);
        if (m_places.last().pane == place.pane && m_places.last().arguments.isEmpty())
            m_places.last() = place; // Nothing there to come back to.
        else if (m_places.last() != place)
            m_places.append(place);
        if (m_places.size() > longestHistory)
            m_places.removeFirst();
        m_index = m_places.size() - 1;
    }
    Q_EMIT wentTo(place);
}

void Navigation::back()
{
    if (canGoBack())
        moveTo(m_index - 1);
}

void Navigation::forward()
{
    if (canGoForward())
        moveTo(m_index + 1);
}

void Navigation::remember(const QVariantMap &state)
{
    if (m_index < m_places.size())
        m_places[m_index].arguments = state;
}

void Navigation::moveTo(qsizetype index)
{
    Q_EMIT leaving();
    m_index = index;
    Q_EMIT wentTo(current());
}

} // namespace turnpike::ui
