// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/ToolGrid.h"

#include "ui/panes/connect/ToolTile.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/TileKeys.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QKeyEvent>

#include <algorithm>
#include <iterator>

namespace turnpike::ui {

namespace {

constexpr int spacing = 12;
constexpr int narrowestTile = 196;

} // namespace

ToolGrid::ToolGrid(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("toolGrid"));
    setAccessibleName(tr("Tools"));
    auto *group = new QButtonGroup(this);
    for (const Tool &tool : ToolCatalog::tools()) {
        auto *tile = new ToolTile(theme, tool, this);
        tile->installEventFilter(this);
        group->addButton(tile);
        m_tiles.push_back(tile);
        connect(tile, &QAbstractButton::toggled, this, [this, tile](bool isOn) {
            if (isOn)
                Q_EMIT chosen(tile->tool().id);
        });
    }
    m_grid->setContentsMargins(0, 0, 0, 0);
    connect(&theme, &Theme::changed, this, &ToolGrid::arrange);
    arrange();
}

QString ToolGrid::current() const
{
    const auto found = std::find_if(m_tiles.begin(), m_tiles.end(),
                                    [](const ToolTile *tile) { return tile->isChecked(); });
    return found == m_tiles.end() ? QString() : (*found)->tool().id;
}

void ToolGrid::choose(const QString &id)
{
    ToolTile *wanted = tile(id);
    if (!wanted)
        return;
    if (wanted->isHidden()) {
        m_words.clear();
        m_isAll = true;
        arrange();
    }
    wanted->setChecked(true);
}

void ToolGrid::filter(const QString &words)
{
    m_words = words.trimmed();
    arrange();
}

void ToolGrid::setShowsAll(bool isAll)
{
    m_isAll = isAll;
    arrange();
}

int ToolGrid::count() const
{
    return static_cast<int>(m_tiles.size());
}

ToolTile *ToolGrid::tile(const QString &id) const
{
    const auto found = std::find_if(m_tiles.begin(), m_tiles.end(),
                                    [&](const ToolTile *tile) { return tile->tool().id == id; });
    return found == m_tiles.end() ? nullptr : *found;
}

int ToolGrid::found() const
{
    return static_cast<int>(std::count_if(m_tiles.begin(), m_tiles.end(),
                                          [](const ToolTile *tile) { return tile->isFound(); }));
}

int ToolGrid::columnsThatFit() const
{
    const int gap = m_theme.px(spacing);
    return std::clamp((width() + gap) / (m_theme.px(narrowestTile) + gap), 1, mostColumns);
}

void ToolGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (columnsThatFit() != m_columns)
        arrange();
}

void ToolGrid::arrange()
{
    m_columns = columnsThatFit();
    for (int column = 0; column < mostColumns; ++column)
        m_grid->setColumnStretch(column, column < m_columns ? 1 : 0);
    m_grid->setSpacing(m_theme.px(spacing));
    QStringList wanted;
    for (const Tool &tool : ToolCatalog::matching(m_words))
        wanted.append(tool.id);
    m_shown = 0;
    for (ToolTile *tile : m_tiles) {
        m_grid->removeWidget(tile);
        const bool isShown = wanted.contains(tile->tool().id)
            && (m_isAll || !m_words.isEmpty() || m_shown < fewest);
        tile->setVisible(isShown);
        if (isShown) {
            m_grid->addWidget(tile, m_shown / m_columns, m_shown % m_columns);
            ++m_shown;
        }
    }
    Q_EMIT shownChanged();
}

bool ToolGrid::eventFilter(QObject *watched, QEvent *event)
{
    auto *tile = qobject_cast<QAbstractButton *>(watched);
    const bool isTaken = tile && event->type() == QEvent::KeyPress
        && takeTileKey({m_tiles.begin(), m_tiles.end()}, tile, m_columns,
                       *static_cast<QKeyEvent *>(event));
    return isTaken || QWidget::eventFilter(watched, event);
}

} // namespace turnpike::ui
