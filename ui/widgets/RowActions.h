// SPDX-License-Identifier: GPL-3.0-or-later
// Real buttons over the row under the mouse or the keyboard: painted ones would be nowhere for
// assistive programs.
#pragma once

#include <QList>
#include <QPair>
#include <QString>
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace turnpike::ui {

class Theme;

class RowActions : public QWidget
{
    Q_OBJECT
public:
    RowActions(const Theme &theme, QWidget *parent);

    /// Icon and name of each; "More actions" comes last by itself.
    void setActions(const QList<QPair<QString, QString>> &actions);
    void setGround(const QColor &ground);
    bool hasFocusInside() const;

Q_SIGNALS:
    void pressed(int action);
    void moreRequested(const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QHBoxLayout *m_row;
    QColor m_ground;
};

} // namespace turnpike::ui
