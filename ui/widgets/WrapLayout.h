// SPDX-License-Identifier: GPL-3.0-or-later
// A row that goes on in the next line where it is too long: toolbars in large text.
#pragma once

#include <QLayout>
#include <QList>

namespace turnpike::ui {

/// Items stand beside each other in their preferred size, each line centred on its height; the
/// trailing one at the end of the last line, or below it where there is no room. What a line has
/// left goes to its first item that expands.
class WrapLayout final : public QLayout
{
    Q_OBJECT

public:
    WrapLayout(int gap, int lineGap, QWidget *parent = nullptr);
    ~WrapLayout() override;

    void addLayout(QLayout *layout);
    void setTrailing(QLayout *layout);

    void addItem(QLayoutItem *item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
    Qt::Orientations expandingDirections() const override { return {}; }
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    struct Placed
    {
        QLayoutItem *item;
        QSize size;
    };

    static int heightOf(const QList<Placed> &line);
    void placeLine(QList<Placed> &line, const QRect &rect, int spare) const;
    /// The height that is needed; `isFinal`: the items go there.
    int place(const QRect &rect, bool isFinal) const;

    QList<QLayoutItem *> m_items; ///< Owned.
    QLayoutItem *m_trailing = nullptr; ///< Among them.
    int m_gap;
    int m_lineGap;
};

} // namespace turnpike::ui
