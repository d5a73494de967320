// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/FavouriteModels.h"

#include <QSettings>
#include <QStringList>

namespace turnpike::ui::favouriteModels {

namespace {

const QString settingsKey = QStringLiteral("models/favourites");

} // namespace

QSet<QString> all()
{
    const QStringList kept = QSettings().value(settingsKey).toStringList();
    return {kept.begin(), kept.end()};
}

void toggle(const QString &slug)
{
    QSet<QString> slugs = all();
    if (!slugs.remove(slug))
        slugs.insert(slug);
    QStringList kept(slugs.begin(), slugs.end());
    kept.sort();
    QSettings().setValue(settingsKey, kept);
}

} // namespace turnpike::ui::favouriteModels
