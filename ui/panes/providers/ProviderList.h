// SPDX-License-Identifier: GPL-3.0-or-later
// The list of providers at the left of their pane.
#pragma once

#include <QListView>
#include <QStyledItemDelegate>

namespace turnpike {
class ProvidersModel;
}

namespace turnpike::ui {

class Theme;

class ProviderList final : public QListView
{
    Q_OBJECT

public:
    ProviderList(const Theme &theme, ProvidersModel &model, QWidget *parent);

    /// When it is not shown, the first one that is not the simulator.
    void select(std::int64_t id);
    std::int64_t selected() const;

Q_SIGNALS:
    void selectedChanged();
    void menuRequested(const QPoint &globalPosition);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    /// Headings are stepped over.
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    ProvidersModel &m_providers;
};

class ProviderDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ProviderDelegate(const Theme &theme, ProvidersModel &model, QObject *parent);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintHeading(QPainter &painter, const QRect &box, const QString &text) const;

    const Theme &m_theme;
    ProvidersModel &m_providers;
};

} // namespace turnpike::ui
