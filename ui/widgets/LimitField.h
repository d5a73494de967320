// SPDX-License-Identifier: GPL-3.0-or-later
// What may be spent in which time: "$50 per day", with a sentence that says what it will do.
#pragma once

#include "core/Key.h"
#include "core/Result.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace turnpike::ui {

class Theme;

class LimitField : public QWidget
{
    Q_OBJECT
public:
    explicit LimitField(const Theme &theme, QWidget *parent = nullptr);

    /// Nothing for an empty field: no limit. An error holds the sentence to show.
    Result<std::optional<KeyLimit>> value() const;
    void setValue(const std::optional<KeyLimit> &limit);

    /// Spent so far by window, as Key::usage has it: a lower limit warns.
    void setSpent(const std::array<Money, windowCount> &spent);
    /// Appended to the sentence: "Bob spent $31.20 today."
    void setContext(const QString &sentence);
    /// Offers "Count BYOK spend".
    void setByokShown(bool isShown);
    bool countsByok() const;
    void setCountsByok(bool counts);

    QLineEdit *amountEdit() const { return m_amount; }

Q_SIGNALS:
    void changed();

private:
    void tell();
    QString sentence() const;

    const Theme &m_theme;
    QLineEdit *m_amount;
    QComboBox *m_period;
    QLabel *m_sentence;
    QCheckBox *m_byok;
    QString m_context;
    BudgetMode m_mode = BudgetMode::Soft;
    std::optional<std::array<Money, windowCount>> m_spent;
};

/// "50", "$50", "1.5k", "1,250.50": an amount of at least 0 with at most 6 decimals. An error's
/// message is the sentence to show.
Result<Money> parseAmount(const QString &text);

} // namespace turnpike::ui
