// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/SavedViews.h"

#include <QSettings>

#include <algorithm>

namespace turnpike::ui::savedViews {

namespace {

const QString settingsKey = QStringLiteral("views/activity");
const QString nameKey = QStringLiteral("name");
const QString argumentsKey = QStringLiteral("arguments");

void write(const QList<SavedView> &views)
{
    QVariantList list;
    for (const SavedView &view : views)
        list.append(QVariantMap{{nameKey, view.name}, {argumentsKey, view.arguments}});
    QSettings().setValue(settingsKey, list);
}

QList<SavedView> without(const QString &name)
{
    QList<SavedView> views = all();
    views.removeIf([&name](const SavedView &view) { return view.name == name; });
    return views;
}

} // namespace

QVariantMap kept(QVariantMap arguments)
{
    for (const char *name : {"bucketFrom", "bucketTo", "bucketName"})
        arguments.remove(QLatin1String(name));
    return arguments;
}

QList<SavedView> all()
{
    QList<SavedView> views;
    const QVariantList list = QSettings().value(settingsKey).toList();
    for (const QVariant &one : list) {
        const QVariantMap map = one.toMap();
        if (!map.value(nameKey).toString().isEmpty())
            views.append({map.value(nameKey).toString(), map.value(argumentsKey).toMap()});
    }
    return views;
}

void save(const QString &name, const QVariantMap &arguments)
{
    QList<SavedView> views = without(name);
    views.append({name, kept(arguments)});
    std::ranges::sort(views, [](const SavedView &a, const SavedView &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    write(views);
}

void remove(const QString &name)
{
    write(without(name));
}

} // namespace turnpike::ui::savedViews
