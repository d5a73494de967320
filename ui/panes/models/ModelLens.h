// SPDX-License-Identifier: GPL-3.0-or-later
// How models are looked at: as a key sees them, favourites only, with what they cost lately.
#pragma once

#include "core/Key.h"
#include "core/Result.h"
#include "models/ModelsModel.h"
#include "ui/Console.h"

#include <QWidget>

namespace turnpike::ui {

class FilterChip;

/// Two chips, and the reads that they and the column of spend need.
class ModelLens final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int spendDays = 30;

    ModelLens(Console &console, ModelsModel &models, ModelFilterModel &shown, QWidget *parent);

    /// Reads keys and spend anew.
    void refresh();
    void toggleFavourite(const QString &slug);
    /// All models, as nobody.
    void clear();
    /// For the place of a pane.
    QVariantMap state() const;
    void enter(const QVariantMap &arguments);
    bool isActive() const;

Q_SIGNALS:
    void changed();
    void failed(const turnpike::Error &error);

private:
    void readKeys();
    void readSpend();
    void offerKeys(const QList<Key> &keys);
    void apply();

    Console &m_console;
    ModelsModel &m_models;
    ModelFilterModel &m_shown;
    FilterChip *m_keyChip;
    FilterChip *m_favouriteChip;
    QList<Key> m_keys;
    QVariantList m_wanted; ///< Key of a place, until the keys are known.
};

} // namespace turnpike::ui
