// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/PageScroll.h"

#include "ui/theme/Theme.h"

#include <QApplication>
#include <QScrollBar>
#include <QVBoxLayout>

namespace turnpike::ui {

PageScroll::PageScroll(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(this);
    content->setObjectName(QStringLiteral("paneContent"));
    m_column = new QVBoxLayout(content);
    setWidget(content);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &PageScroll::fit);
    connect(&theme, &Theme::changed, this, &PageScroll::fit);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (now && widget()->isAncestorOf(now))
            ensureWidgetVisible(now, 0, m_theme.px(16));
    });
    fit();
}

void PageScroll::showEnd()
{
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void PageScroll::fit()
{
    const bool scrolls = verticalScrollBar()->maximum() > 0;
    const int bar = scrolls ? verticalScrollBar()->sizeHint().width() : 0;
    m_column->setContentsMargins(m_theme.px(margin), m_theme.px(14),
                                 std::max(0, m_theme.px(margin) - bar), m_theme.px(8));
}

} // namespace turnpike::ui
