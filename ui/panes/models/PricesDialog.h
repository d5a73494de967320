// SPDX-License-Identifier: GPL-3.0-or-later
// What a provider charges for a model.
#pragma once

#include "models/ModelRow.h"
#include "ui/panes/keys/KeyDialog.h"

#include <QList>

class QLineEdit;

namespace turnpike::ui {

class FormField;

/// Asks for the prices of tokens; others, and what depends on size or hour, stay as they are.
class PricesDialog final : public KeyDialog
{
    Q_OBJECT

public:
    PricesDialog(const Theme &theme, const QString &slug, const ModelRow::Place &place,
                 QWidget *window);

Q_SIGNALS:
    void wanted(const turnpike::PriceTable &prices);

protected:
    void submit() override;
    bool showAtField(const Error &error) override;

private:
    struct Line
    {
        PriceUnit unit;
        QLineEdit *edit;
        FormField *field;
    };

    void addLine(PriceUnit unit, const QString &label, const QString &name, const QString &help);

    PriceTable m_before;
    QList<Line> m_lines;
};

} // namespace turnpike::ui
