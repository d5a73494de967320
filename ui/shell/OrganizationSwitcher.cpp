// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/OrganizationSwitcher.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QRegularExpression>

namespace turnpike::ui {

QString initialsOf(const QString &name)
{
    static const QRegularExpression gaps(QStringLiteral("[\\s_-]+"));
    QString initials;
    for (const QString &word : name.split(gaps, Qt::SkipEmptyParts)) {
        const auto point = word.toUcs4().first();
        if (initials.size() < 2 && QChar::isLetterOrNumber(point))
            initials += QString::fromUcs4(reinterpret_cast<const char32_t *>(&point), 1).toUpper();
    }
    return initials;
}

OrganizationSwitcher::OrganizationSwitcher(const Theme &theme, QWidget *parent)
    : PaintedButton(theme, parent)
{
    setObjectName(QStringLiteral("organizationSwitcher"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setNames({}, {});
}

void OrganizationSwitcher::setNames(const QString &organization, const QString &person)
{
    setText(organization);
    m_person = person;
    setEnabled(!organization.isEmpty());
    setAccessibleName(tr("Organization %1").arg(organization));
    setAccessibleDescription(person);
    setToolTip(m_isRail ? organization : QString());
    update();
}

void OrganizationSwitcher::setRail(bool isRail)
{
    m_isRail = isRail;
    setNames(text(), m_person);
}

QSize OrganizationSwitcher::sizeHint() const
{
    return {theme().px(36), theme().px(44)};
}

void OrganizationSwitcher::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &colours = theme().colours();
    if (isHovered())
        paintBox(painter, colours.hover, {}, 6);
    painter.setRenderHint(QPainter::Antialiasing);
    const int side = theme().px(32);
    const int left = m_isRail ? (width() - side) / 2 : theme().px(4);
    const QRect tile(layoutDirection() == Qt::RightToLeft ? width() - left - side : left,
                     theme().px(6), side, side);
    painter.setPen(Qt::NoPen);
    painter.setBrush(text().isEmpty() ? colours.skeleton : colours.organizationTile);
    painter.drawRoundedRect(tile, theme().px(7), theme().px(7));
    if (text().isEmpty())
        return;
    QFont font = theme().font(Theme::Font::Small);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(tile, Qt::AlignCenter, initialsOf(text()));
    if (m_isRail)
        return;
    paintIcon(painter, QStringLiteral("chevrons-up-down"), 188, 22, 14, colours.text2);
    QRect line(theme().px(46), theme().px(5), width() - theme().px(46 + 30), theme().px(18));
    font = theme().font(Theme::Font::Strong);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(colours.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
    line.translate(0, theme().px(17));
    font = theme().font(Theme::Font::Micro);
    font.setWeight(QFont::Normal);
    painter.setFont(font);
    painter.setPen(colours.text3);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_person, Qt::ElideRight, line.width()));
}

} // namespace turnpike::ui
