// SPDX-License-Identifier: GPL-3.0-or-later
// Reads providers and models, and asks how endpoints stand.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"
#include "ui/shell/Feed.h"

#include <QList>

namespace turnpike::ui {

/// Health is asked for with each tick, which waits for nothing; the catalogue is read again after
/// changes of providers and models.
class CatalogueFeed : public Feed
{
    Q_OBJECT

protected:
    CatalogueFeed(Console &console, std::chrono::milliseconds interval, QObject *parent);

    virtual void take(const QList<Provider> &providers, const QList<Model> &models) = 0;
    /// Only once the catalogue was taken.
    virtual void tell() = 0;

private:
    void read() override;
    void begin() override;
    void tick() override;

    bool m_isTaken = false;
};

} // namespace turnpike::ui
