// SPDX-License-Identifier: GPL-3.0-or-later
// The providers to choose from, five in a row, "Custom" last.
#pragma once

#include <QList>
#include <QPair>
#include <QSet>
#include <QString>
#include <QWidget>

class QButtonGroup;
class QGridLayout;

namespace turnpike::ui {

class ProviderTile;
class Theme;

class ProviderGrid final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int columns = 5;
    static constexpr int fewest = 9; ///< Shown while neither all nor a search is asked.

    ProviderGrid(const Theme &theme, QWidget *parent);

    /// Slugs and names, in the order to show.
    void setProviders(const QList<QPair<QString, QString>> &providers);
    /// Those that are in the ledger.
    void setAdded(const QSet<QString> &slugs);
    /// Null before the first choice.
    const ProviderTile *current() const;
    /// Shows it when it is hidden: all, then; an unknown slug changes nothing, an empty one is
    /// "Custom".
    void choose(const QString &slug);
    void clearChoice();
    /// Names or slugs that hold the words; "Custom" always stays.
    void filter(const QString &words);
    void setShowsAll(bool isAll);
    bool showsAll() const { return m_isAll; }
    int count() const { return static_cast<int>(m_tiles.size()) - 1; } ///< Without "Custom".
    int shown() const { return m_shown; }

Q_SIGNALS:
    void chosen();
    void opened(); ///< To show what was chosen, filter() was taken back and all are shown.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    ProviderTile *make(const QString &slug, const QString &name);
    void arrange();

    const Theme &m_theme;
    QGridLayout *m_grid;
    QButtonGroup *m_group;
    QList<ProviderTile *> m_tiles; ///< Children; "Custom" is the last one.
    QSet<QString> m_added;
    QString m_words;
    bool m_isAll = false;
    int m_shown = 0;
};

} // namespace turnpike::ui
