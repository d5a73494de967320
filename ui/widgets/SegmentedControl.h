// SPDX-License-Identifier: GPL-3.0-or-later
// A few choices of which one holds, side by side. Arrow keys move, as in a radio group.
#pragma once

#include <QAbstractButton>
#include <QWidget>

#include <vector>

class QHBoxLayout;

namespace turnpike::ui {

class Theme;

class SegmentedControl : public QWidget
{
    Q_OBJECT
public:
    explicit SegmentedControl(const Theme &theme, QWidget *parent = nullptr);

    void setSegments(const QStringList &texts);
    int current() const { return m_current; }
    void setCurrent(int index);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QHBoxLayout *m_row;
    std::vector<QAbstractButton *> m_segments; // Children.
    int m_current = -1;
};

} // namespace turnpike::ui
