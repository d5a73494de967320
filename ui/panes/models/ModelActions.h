// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to models and their endpoints, from asking to undoing.
#pragma once

#include "core/Catalog.h"
#include "core/Result.h"
#include "models/ModelRow.h"
#include "ui/Console.h"

#include <QObject>

#include <functional>

class QWidget;

namespace turnpike::ui {

/// Opens the dialogs over `host`. Failures stand in the dialog or in a banner.
class ModelActions final : public QObject
{
    Q_OBJECT

public:
    ModelActions(Console &console, QWidget &host);

    void setPrices(const ModelRow &row, const ModelRow::Place &place);
    void setEnabled(const ModelRow &row, const ModelRow::Place &place, bool isEnabled);
    void copySlug(const ModelRow &row);
    void previewRoute(const ModelRow &row);
    void openProvider(const ModelRow::Place &place);

private:
    using Edit = std::function<void(EndpointDraft &)>;
    /// Reads the model as it is by then, and changes nothing but this endpoint.
    void change(const QString &slug, EndpointId endpoint, Edit edit,
                std::function<void(const Result<Model> &)> done);
    void changeOrTell(const QString &slug, EndpointId endpoint, Edit edit,
                      std::function<void()> done);

    Console &m_console;
    QWidget &m_host;
};

} // namespace turnpike::ui
