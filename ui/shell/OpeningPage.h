// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the window until the ledger is open: the shapes of what will come.
#pragma once

#include <QWidget>

class QLabel;
class QTimer;

namespace turnpike::ui {

class Theme;

/// Empty for 150 ms, then blocks; after two seconds it says what takes so long.
class OpeningPage final : public QWidget
{
    Q_OBJECT

public:
    OpeningPage(const Theme &theme, QWidget *parent);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_sentence;
    QTimer *m_blocks;
    QTimer *m_words;
    bool m_hasBlocks = false;
};

} // namespace turnpike::ui
