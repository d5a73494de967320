// SPDX-License-Identifier: GPL-3.0-or-later
// Step 2: which key the tool gets, and which model it is told to use.
#pragma once

#include "core/Key.h"
#include "models/ToolCatalog.h"

#include <QList>
#include <QWidget>

#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace turnpike::ui {

class StepMark;
class Theme;

class KeyAndModel final : public QWidget
{
    Q_OBJECT

public:
    KeyAndModel(const Theme &theme, QWidget *parent);

    /// Keeps the chosen key when it is among them; else the first is chosen.
    void setKeys(const QList<Key> &keys);
    /// Slugs. Keeps the chosen model when it is among them.
    void setModels(const QStringList &models);
    void setTool(const Tool &tool);
    void chooseKey(KeyId key);
    /// While a key is being made: asks for no other.
    void setBusy(bool isBusy);
    bool isBusy() const { return m_isBusy; }
    /// Replaces the help below; empty: none.
    void setError(const QString &error);
    /// The button below the fields instead of beside them.
    void setNarrow(bool isNarrow);

    std::optional<Key> key() const;
    /// Empty: the tool decides.
    QString model() const;

Q_SIGNALS:
    void changed();
    void newKeyAsked();

private:
    void fillModels();
    void placeButton();

    QList<Key> m_keys;
    QStringList m_models;
    std::optional<Tool> m_tool;
    bool m_isBusy = false;
    bool m_isNarrow = false;
    QGridLayout *m_fields = nullptr;
    StepMark *m_step;
    QLabel *m_keyLabel;
    QComboBox *m_key;
    QLabel *m_modelLabel;
    QComboBox *m_model;
    QPushButton *m_new;
    QLabel *m_error;
};

} // namespace turnpike::ui
