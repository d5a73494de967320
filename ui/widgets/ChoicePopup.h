// SPDX-License-Identifier: GPL-3.0-or-later
// The list under a filter chip: 240 px, a search field from eight choices on, ticks.
#pragma once

#include <QFrame>
#include <QList>
#include <QVariant>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace turnpike::ui {

class Theme;

/// One choice of a filter.
struct Choice
{
    QString text;
    QVariant value;
};

class ChoicePopup : public QFrame
{
    Q_OBJECT
public:
    ChoicePopup(const Theme &theme, const QString &name, QWidget *parent);

    /// `many`: ticks, and the list stays open. Otherwise a choice closes it.
    void setChoices(const QList<Choice> &choices, bool many);
    void setChosen(const QVariantList &values);
    QVariantList chosen() const;

    void openUnder(const QWidget &anchor);

Q_SIGNALS:
    void chosenChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void toggle(QListWidgetItem *item);
    void show(const QString &wanted);

    const Theme &m_theme;
    QLineEdit *m_search;
    QListWidget *m_list;
    bool m_isMany = false;
};

} // namespace turnpike::ui
