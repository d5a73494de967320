// SPDX-License-Identifier: GPL-3.0-or-later
// Every control of ui/widgets and the notices of ui/shell, laid out to be compared with a picture.
#pragma once

#include "models/Cell.h"
#include "ui/shell/Notices.h"

#include <QWidget>

namespace turnpike::ui {

class Theme;

class GalleryPage : public QWidget
{
    Q_OBJECT
public:
    explicit GalleryPage(const Theme &theme);

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// Places at 100 % coordinates; widths and heights below 0 are the widget's own wish.
    template <typename Made>
    Made *put(Made *widget, int x, int y, int width = -1, int height = -1);
    void heading(const QString &text, int x, int y);
    void addButtons();
    void addFields();
    void addSwitches();
    void addFilters();
    void addBulkBar();
    void addStates();
    void addBadges();
    void addLimits();
    void addNotices();
    void addCards();
    void addQuestion();
    void addSeries();

    const Theme &m_theme;
    QWidget m_elsewhere; ///< A window for the dialog that the page shows inside itself.
    QList<Notices *> m_notices;
    QList<QWidget *> m_hovered;
    QWidget *m_focused = nullptr;
};

} // namespace turnpike::ui
