// SPDX-License-Identifier: GPL-3.0-or-later
// What a list of models would change here, to choose from.
#pragma once

#include "models/RowsModel.h"
#include "services/CatalogueRefresh.h"
#include "ui/panes/keys/KeyDialog.h"

#include <QList>

class QLabel;

namespace turnpike::ui {

class DataTable;

/// One difference a row, in the order in which they matter: prices, limits, what is new, what is
/// gone. Prices and limits of what is here already are ticked from the start.
class CatalogueChangesModel final : public RowsModel<CatalogueChange, 4>
{
    Q_OBJECT

public:
    enum Column { Kind, Name, Provider, Change };

    CatalogueChangesModel(const CatalogueDiff &diff, QObject *parent);

    void toggle(int row);
    void setAllTicked(bool isTicked);
    std::vector<CatalogueChange> ticked() const;

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<bool> m_isTicked;
};

/// A click or Space on a row ticks it.
class CatalogueDialog final : public KeyDialog
{
    Q_OBJECT

public:
    CatalogueDialog(const Theme &theme, const CatalogueDiff &diff, QWidget *window);

Q_SIGNALS:
    void wanted(const std::vector<turnpike::CatalogueChange> &chosen);

protected:
    void submit() override;
    bool showAtField(const Error &error) override;

private:
    void toggle(int row);
    void showCount();

    CatalogueChangesModel *m_model;
    DataTable *m_table;
    QLabel *m_count;
};

} // namespace turnpike::ui
