// SPDX-License-Identifier: GPL-3.0-or-later
// Facts of an inspector: a label column of 104 px and what holds, 26 px a row.
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace turnpike::ui {

class Theme;

class KeyValueList : public QWidget
{
    Q_OBJECT
public:
    explicit KeyValueList(const Theme &theme, QWidget *parent = nullptr);

    void clear();
    /// The value's label, for tooltips and colours; gone after clear().
    QLabel *add(const QString &label, const QString &value, bool mono = false);
    void setLabelWidth(int at100);

private:
    void follow();

    const Theme &m_theme;
    QGridLayout *m_grid;
    int m_labelWidth = 104;
    int m_rows = 0;
};

} // namespace turnpike::ui
