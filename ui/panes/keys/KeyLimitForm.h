// SPDX-License-Identifier: GPL-3.0-or-later
// How much a key may spend, and what happens at the edge.
#pragma once

#include "core/Key.h"
#include "core/Result.h"

#include <QWidget>

class QCheckBox;

namespace turnpike::ui {

class FormField;
class LimitField;
class Theme;

class KeyLimitForm final : public QWidget
{
    Q_OBJECT

public:
    KeyLimitForm(const Theme &theme, QWidget *parent);

    void setSpent(const std::array<Money, windowCount> &spent);
    void setLimit(const std::optional<KeyLimit> &limit);
    /// Nothing: no limit. An error holds the sentence to show.
    Result<std::optional<KeyLimit>> value() const;
    /// The same. An error is shown already, with the focus on the amount.
    Result<std::optional<KeyLimit>> checked();
    void showError(const QString &sentence);

Q_SIGNALS:
    void changed();
    void submitted(); ///< Enter in the amount.

private:
    LimitField *m_limit;
    FormField *m_field;
    QCheckBox *m_isHard;
};

} // namespace turnpike::ui
