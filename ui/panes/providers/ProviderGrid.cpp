// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderGrid.h"

#include "ui/panes/providers/ProviderTile.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/TileKeys.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QKeyEvent>

#include <algorithm>

namespace turnpike::ui {

ProviderGrid::ProviderGrid(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
    , m_group(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("providerGrid"));
    setAccessibleName(tr("Providers"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    for (int column = 0; column < columns; ++column)
        m_grid->setColumnStretch(column, 1);
    connect(&theme, &Theme::changed, this, &ProviderGrid::arrange);
    m_tiles.append(make({}, tr("Custom")));
    arrange();
}

ProviderTile *ProviderGrid::make(const QString &slug, const QString &name)
{
    auto *tile = new ProviderTile(m_theme, slug, name, this);
    tile->setAdded(!slug.isEmpty() && m_added.contains(slug));
    tile->installEventFilter(this);
    m_group->addButton(tile);
    connect(tile, &QAbstractButton::toggled, this, [this](bool isOn) {
        if (isOn)
            Q_EMIT chosen();
    });
    return tile;
}

void ProviderGrid::setProviders(const QList<QPair<QString, QString>> &providers)
{
    ProviderTile *custom = m_tiles.takeLast(); // Somebody may have chosen it already.
    qDeleteAll(m_tiles);
    m_tiles.clear();
    for (const auto &[slug, name] : providers)
        m_tiles.append(make(slug, name));
    m_tiles.append(custom);
    for (qsizetype i = 1; i < m_tiles.size(); ++i)
        setTabOrder(m_tiles[i - 1], m_tiles[i]);
    arrange();
}

void ProviderGrid::setAdded(const QSet<QString> &slugs)
{
    m_added = slugs;
    for (ProviderTile *tile : std::as_const(m_tiles))
        tile->setAdded(!tile->isCustom() && slugs.contains(tile->slug()));
}

const ProviderTile *ProviderGrid::current() const
{
    return static_cast<const ProviderTile *>(m_group->checkedButton());
}

void ProviderGrid::choose(const QString &slug)
{
    const auto found = std::ranges::find(m_tiles, slug, &ProviderTile::slug);
    if (found == m_tiles.end())
        return;
    if ((*found)->isHidden()) {
        m_words.clear();
        setShowsAll(true);
        Q_EMIT opened();
    }
    (*found)->setChecked(true);
}

void ProviderGrid::clearChoice()
{
    m_group->setExclusive(false);
    for (ProviderTile *tile : std::as_const(m_tiles))
        tile->setChecked(false);
    m_group->setExclusive(true);
}

void ProviderGrid::filter(const QString &words)
{
    m_words = words.trimmed();
    arrange();
}

void ProviderGrid::setShowsAll(bool isAll)
{
    m_isAll = isAll;
    arrange();
}

void ProviderGrid::arrange()
{
    m_grid->setSpacing(m_theme.px(9));
    m_shown = 0;
    for (ProviderTile *tile : std::as_const(m_tiles)) {
        m_grid->removeWidget(tile);
        const bool isFound = tile->text().contains(m_words, Qt::CaseInsensitive)
            || tile->slug().contains(m_words, Qt::CaseInsensitive);
        const bool isShown
            = tile->isCustom() || (isFound && (m_isAll || !m_words.isEmpty() || m_shown < fewest));
        tile->setVisible(isShown);
        if (isShown) {
            m_grid->addWidget(tile, m_shown / columns, m_shown % columns);
            ++m_shown;
        }
    }
}

bool ProviderGrid::eventFilter(QObject *watched, QEvent *event)
{
    auto *tile = qobject_cast<QAbstractButton *>(watched);
    const bool isTaken = tile && event->type() == QEvent::KeyPress
        && takeTileKey({m_tiles.begin(), m_tiles.end()}, tile, columns,
                       *static_cast<QKeyEvent *>(event));
    return isTaken || QWidget::eventFilter(watched, event);
}

} // namespace turnpike::ui
