// SPDX-License-Identifier: GPL-3.0-or-later
// The tools to choose from, four in a row.
#pragma once

#include <QWidget>

#include <vector>

class QGridLayout;

namespace turnpike::ui {

class Theme;
class ToolTile;

class ToolGrid final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int mostColumns = 4; ///< Fewer where there is no room.
    static constexpr int fewest = 8; ///< Shown while neither all nor a search is asked.

    ToolGrid(const Theme &theme, QWidget *parent);

    /// Empty before the first choice.
    QString current() const;
    /// Shows all tools when it is not among the first. Unknown ids change nothing.
    void choose(const QString &id);
    /// Tools that match; the chosen one stays chosen, shown or not.
    void filter(const QString &words);
    void setShowsAll(bool isAll);
    bool showsAll() const { return m_isAll; }
    int count() const;
    int shown() const { return m_shown; }
    ToolTile *tile(const QString &id) const;
    int found() const;

Q_SIGNALS:
    void chosen(const QString &id);
    void shownChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int columnsThatFit() const;
    void arrange();

    const Theme &m_theme;
    QGridLayout *m_grid;
    std::vector<ToolTile *> m_tiles; // Children.
    QString m_words;
    bool m_isAll = false;
    int m_shown = 0;
    int m_columns = mostColumns;
};

} // namespace turnpike::ui
