// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/PaletteDelegate.h"

#include "ui/shell/PaletteModel.h"
#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

int paintKeyCap(QPainter &painter, const Theme &theme, const QRect &box, const QString &key)
{
    painter.setFont(theme.font(Theme::Font::Micro));
    const int width = painter.fontMetrics().horizontalAdvance(key) + 2 * theme.px(8);
    const int height = theme.px(20);
    const QRectF cap(box.right() + 1 - width, box.center().y() - height / 2 + 1, width, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colours().neutralTint);
    painter.drawRoundedRect(cap, theme.px(4), theme.px(4));
    painter.setPen(theme.colours().neutral);
    painter.drawText(cap, Qt::AlignCenter, key);
    return width;
}

PaletteDelegate::PaletteDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {m_theme.px(100),
            m_theme.px(index.data(PaletteModel::IsHeadingRole).toBool() ? 24 : 36)};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    const Colours &colours = m_theme.colours();
    const int inset = m_theme.px(20);
    if (index.data(PaletteModel::IsHeadingRole).toBool()) {
        painter->setFont(m_theme.font(Theme::Font::Micro));
        painter->setPen(colours.text2);
        painter->drawText(option.rect.adjusted(inset, m_theme.px(2), -inset, 0),
                          Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
        painter->restore();
        return;
    }
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    if (isCurrent) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.selected);
        painter->drawRoundedRect(option.rect.adjusted(m_theme.px(8), 0, -m_theme.px(8), 0),
                                 m_theme.px(6), m_theme.px(6));
    }
    const int side = m_theme.px(16);
    const QRect icon(option.rect.left() + inset, option.rect.center().y() - side / 2 + 1, side,
                     side);
    const QString name = index.data(PaletteModel::IconRole).toString();
    if (!name.isEmpty())
        painter->drawPixmap(icon,
                            m_theme.pixmap(name, side, isCurrent ? colours.accent : colours.text2,
                                           painter->device()->devicePixelRatioF()));
    QRect line = option.rect.adjusted(m_theme.px(48), 0, -inset, 0);
    QString key = QKeySequence(index.data(PaletteModel::ShortcutRole).toString())
                      .toString(QKeySequence::NativeText);
    if (key.isEmpty() && isCurrent)
        key = PaletteModel::tr("Enter");
    if (!key.isEmpty())
        line.setRight(line.right() - paintKeyCap(*painter, m_theme, line, key) - m_theme.px(10));
    line.setLeft(paintTitle(*painter, line, index) + m_theme.px(10));
    painter->setFont(m_theme.font(Theme::Font::Small));
    painter->setPen(colours.text3);
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(PaletteModel::ContextRole).toString(),
                                          Qt::ElideRight, line.width()));
    painter->restore();
}

int PaletteDelegate::paintTitle(QPainter &painter, const QRect &line,
                                const QModelIndex &index) const
{
    const QFont plain = m_theme.font(Theme::Font::Body);
    QFont bold = plain;
    bold.setWeight(QFont::Bold);
    const auto letters = index.data(PaletteModel::LettersRole).value<QList<int>>();
    const QString title
        = QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, line.width());
    painter.setPen(m_theme.colours().text);
    int x = line.left();
    for (qsizetype from = 0; from < title.size();) {
        const bool isMatched = letters.contains(from);
        qsizetype to = from;
        while (to < title.size() && letters.contains(to) == isMatched)
            ++to;
        painter.setFont(isMatched ? bold : plain);
        const QString piece = title.mid(from, to - from);
        painter.drawText(QRect(x, line.top(), line.right() - x, line.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, piece);
        x += painter.fontMetrics().horizontalAdvance(piece);
        from = to;
    }
    return x;
}

} // namespace turnpike::ui
