// SPDX-License-Identifier: GPL-3.0-or-later
// Where the window is, and the way back.
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QVariantMap>

#include <functional>

namespace turnpike::ui {

struct Place
{
    QString pane; ///< overview connect live activity keys providers
    QVariantMap arguments; ///< What Pane::enter() takes.

    bool operator==(const Place &) const = default;
};

class Navigation final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Goes there; the places ahead are forgotten. Going where one is only enters it anew.
    void go(const Place &place);
    void back();
    void forward();
    bool canGoBack() const { return m_index > 0; }
    bool canGoForward() const { return m_index + 1 < m_places.size(); }
    /// Its pane is empty before the first go().
    Place current() const { return m_places.value(m_index); }
    /// Puts `state` in the place of the current arguments: what coming back shows.
    void remember(const QVariantMap &state);

Q_SIGNALS:
    /// Before the place is left: remember() what it looked like.
    void leaving();
    void wentTo(const turnpike::ui::Place &place);

private:
    void moveTo(qsizetype index);

    QList<Place> m_places;
    qsizetype m_index = 0;
};

} // namespace turnpike::ui
