// SPDX-License-Identifier: GPL-3.0-or-later
// Views of the Activity pane that somebody has named, kept with the other states of their window.
#pragma once

#include <QList>
#include <QString>
#include <QVariantMap>

namespace turnpike::ui {

struct SavedView
{
    QString name;
    QVariantMap arguments; ///< As ActivityView::arguments(), without a bucket: that grows old.
};

namespace savedViews {

/// By name.
QList<SavedView> all();
/// Takes the place of one of the same name.
void save(const QString &name, const QVariantMap &arguments);
void remove(const QString &name);
/// What is kept of a view's arguments.
QVariantMap kept(QVariantMap arguments);

} // namespace savedViews

} // namespace turnpike::ui
