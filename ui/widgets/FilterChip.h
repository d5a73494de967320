// SPDX-License-Identifier: GPL-3.0-or-later
// "Status Any": a filter's name and what is chosen, with the choices under it.
#pragma once

#include "ui/widgets/ChoicePopup.h"

#include <QToolButton>

namespace turnpike::ui {

class FilterChip : public QToolButton
{
    Q_OBJECT
public:
    /// An empty label and an icon make a chip of its value alone ("Last 30 days").
    FilterChip(const Theme &theme, const QString &label, QWidget *parent = nullptr);

    /// Forgets what was chosen and is not offered any more.
    void setChoices(const QList<Choice> &choices, bool many);
    /// Chosen values in the order of the choices; empty is "Any".
    QVariantList values() const;
    /// Emits changed() when it changes something.
    void setValues(const QVariantList &values);
    /// One choice always holds: the first, until another is chosen. Such a chip is not outlined.
    void setRequired(bool isRequired);
    void setLeadingIcon(const QString &icon);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString shownValue() const;
    void tellName();
    void openList();

    const Theme &m_theme;
    QString m_label;
    QString m_icon;
    QList<Choice> m_choices;
    QVariantList m_values;
    ChoicePopup *m_popup;
    bool m_isRequired = false;
};

} // namespace turnpike::ui
