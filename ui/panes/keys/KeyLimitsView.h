// SPDX-License-Identifier: GPL-3.0-or-later
// The limit of a key, to be changed in place, and what goes with it.
#pragma once

#include "models/KeyRow.h"

#include <QWidget>

#include <optional>

class QPushButton;

namespace turnpike::ui {

class KeyActions;
class KeyLimitForm;
class KeyValueList;
class Theme;

/// What is being typed stays, whatever is read meanwhile, until it is saved or reverted or another
/// key is shown.
class KeyLimitsView final : public QWidget
{
    Q_OBJECT

public:
    KeyLimitsView(const Theme &theme, KeyActions &actions, QWidget *parent);

    void show(const KeyRow &row, std::int64_t nowUs);

private:
    void showFacts(std::int64_t nowUs);
    void fill();
    void follow();
    void save();

    KeyActions &m_actions;
    std::optional<KeyRow> m_row;
    KeyLimitForm *m_form;
    QPushButton *m_save;
    QPushButton *m_revert;
    KeyValueList *m_facts;
    bool m_isFilling = false;
    bool m_isEdited = false;
    bool m_isSaving = false;
};

} // namespace turnpike::ui
