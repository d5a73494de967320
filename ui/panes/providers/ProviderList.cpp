// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderList.h"

#include "models/ProvidersModel.h"
#include "ui/panes/providers/Monogram.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QContextMenuEvent>
#include <QPainter>

#include <algorithm>

namespace turnpike::ui {

// The list

ProviderList::ProviderList(const Theme &theme, ProvidersModel &model, QWidget *parent)
    : QListView(parent)
    , m_providers(model)
{
    setObjectName(QStringLiteral("providersList"));
    setAccessibleName(tr("Providers"));
    setModel(&model);
    setItemDelegate(new ProviderDelegate(theme, model, this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    viewport()->setAutoFillBackground(false);
    connect(&theme, &Theme::changed, this, [this] { scheduleDelayedItemsLayout(); });
}

void ProviderList::select(std::int64_t id)
{
    int row = m_providers.rowOf(id);
    if (row < 0) {
        row = m_providers.selectable(0, 1);
        if (row >= 0 && m_providers.provider(row)->isSimulator())
            row = std::max(row, m_providers.selectable(row + 1, 1));
    }
    setCurrentIndex(row < 0 ? QModelIndex() : m_providers.index(row));
}

std::int64_t ProviderList::selected() const
{
    return currentIndex().data(IdRole).toLongLong();
}

void ProviderList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    Q_EMIT selectedChanged();
}

void ProviderList::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        Q_EMIT menuRequested(viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
    } else if (m_providers.provider(indexAt(event->pos()).row())) {
        setCurrentIndex(indexAt(event->pos()));
        Q_EMIT menuRequested(event->globalPos());
    }
}

QModelIndex ProviderList::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const int row = QListView::moveCursor(action, modifiers).row();
    const bool isBack = row < currentIndex().row();
    int found = m_providers.selectable(row, isBack ? -1 : 1);
    if (found < 0)
        found = m_providers.selectable(row, isBack ? 1 : -1);
    return found < 0 ? QModelIndex() : m_providers.index(found);
}

// Its rows

ProviderDelegate::ProviderDelegate(const Theme &theme, ProvidersModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_providers(model)
{}

QSize ProviderDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool isHeading = index.data(ProvidersModel::IsHeadingRole).toBool();
    return {m_theme.px(100), m_theme.px(isHeading ? 32 : 50)};
}

void ProviderDelegate::paintHeading(QPainter &painter, const QRect &box, const QString &text) const
{
    QFont font = m_theme.font(Theme::Font::Small);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_theme.colours().text2);
    painter.drawText(box.adjusted(m_theme.px(10), m_theme.px(8), 0, 0),
                     Qt::AlignLeading | Qt::AlignVCenter, text);
}

void ProviderDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Colours &colours = m_theme.colours();
    const ProviderRow *row = m_providers.provider(index.row());
    if (!row) {
        paintHeading(*painter, option.rect, index.data().toString());
        painter->restore();
        return;
    }
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    if (isSelected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(isSelected ? colours.selected : colours.hover);
        painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), m_theme.px(6), m_theme.px(6));
    }
    const ProviderDraft &settings = row->provider.settings;
    const bool isMirrored = option.direction == Qt::RightToLeft;
    const auto placed = [&](QRectF box) {
        if (isMirrored)
            box.moveLeft(option.rect.left() + option.rect.right() + 1 - box.right());
        return box;
    };
    const qreal middle = option.rect.center().y() + 1;
    const qreal side = m_theme.px(28);
    const qreal left = option.rect.left() + m_theme.px(10);
    Monogram::of(settings.slug, settings.name, row->isSimulator() || row->provider.hasCredential)
        .paint(*painter, m_theme, placed({left, middle - side / 2, side, side}));
    const CellBadge badge = providerBadge(*row);
    const qreal mark = m_theme.px(9);
    const qreal right = option.rect.right() + 1 - m_theme.px(10);
    drawMark(*painter, badge.mark, colours.of(badge.tone),
             placed({right - mark, middle - m_theme.pxF(8) - mark / 2, mark, mark}));
    const qreal text = left + side + m_theme.px(10);
    const QRectF name = placed({text, middle - m_theme.px(19), right - mark - m_theme.px(6) - text,
                                qreal(m_theme.px(19))});
    painter->setFont(m_theme.font(Theme::Font::Strong));
    painter->setPen(colours.text);
    painter->drawText(
        name, int(Qt::AlignLeading | Qt::AlignVCenter),
        painter->fontMetrics().elidedText(settings.name, Qt::ElideRight, int(name.width())));
    const QRectF below = placed({text, middle, right - text, qreal(m_theme.px(18))});
    painter->setFont(m_theme.font(Theme::Font::Small));
    painter->setPen(colours.text2);
    painter->drawText(below, int(Qt::AlignLeading | Qt::AlignVCenter),
                      painter->fontMetrics().elidedText(providerSubtitle(*row, m_providers.nowUs()),
                                                        Qt::ElideRight, int(below.width())));
    painter->restore();
}

} // namespace turnpike::ui
