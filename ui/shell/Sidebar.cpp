// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Sidebar.h"

#include "ui/shell/NavRow.h"
#include "ui/shell/OrganizationSwitcher.h"
#include "ui/shell/ProxyPill.h"
#include "ui/shell/WorkspaceSwitcher.h"
#include "ui/theme/Theme.h"

#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

/// The heading of a group; a line in the rail, where there is no room for words.
class GroupHeading final : public QLabel
{
public:
    GroupHeading(const Theme &theme, const QString &text, QWidget *parent)
        : QLabel(text, parent)
        , m_theme(theme)
    {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // The rail is narrower.
        connect(&theme, &Theme::changed, this, [this] { follow(); });
        follow();
    }

    void setRail(bool isRail)
    {
        m_isRail = isRail;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (m_isRail) {
            painter.fillRect(QRect(m_theme.px(8), height() / 2, width() - 2 * m_theme.px(8), 1),
                             m_theme.colours().border);
            return;
        }
        painter.setFont(m_font);
        painter.setPen(m_theme.colours().text3);
        painter.drawText(rect().adjusted(m_theme.px(10), m_theme.px(9), 0, -m_theme.px(2)),
                         int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeading))
                             | Qt::AlignVCenter,
                         text());
    }

private:
    void follow()
    {
        m_font = m_theme.font(Theme::Font::Micro);
        m_font.setPixelSize(m_theme.px(10));
        m_font.setWeight(QFont::DemiBold);
        m_font.setLetterSpacing(QFont::AbsoluteSpacing, m_theme.pxF(0.7));
        setFixedHeight(m_theme.px(9 + 18 + 2));
        update();
    }

    const Theme &m_theme;
    QFont m_font;
    bool m_isRail = false;
};

} // namespace

Sidebar::Sidebar(const Theme &theme, WorkspaceScope &scope, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_organization(new OrganizationSwitcher(theme, this))
    , m_workspace(new WorkspaceSwitcher(theme, scope, this))
    , m_scroll(new QScrollArea(this))
    , m_pill(new ProxyPill(theme, this))
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("sidebar"));
    setAccessibleName(tr("Sidebar"));
    m_scroll->setObjectName(QStringLiteral("sidebarScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidgetResizable(true);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_layout->addWidget(m_organization);
    m_layout->addSpacing(theme.px(6));
    m_layout->addWidget(m_workspace);
    m_layout->addSpacing(theme.px(10));
    m_layout->addWidget(m_scroll, 1);
    m_layout->addSpacing(theme.px(10));
    m_layout->addWidget(m_pill);
    m_layout->setSpacing(0);
    connect(&theme, &Theme::changed, this, &Sidebar::applySizes);
    applySizes();
}

void Sidebar::setEntries(const QList<PaneEntry> &entries)
{
    m_rows.clear();
    m_headings.clear();
    m_list = new QWidget;
    m_list->setObjectName(QStringLiteral("sidebarList"));
    m_list->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    QString group;
    int number = 0;
    for (const PaneEntry &entry : entries) {
        if (entry.group != group)
            column->addWidget(makeHeading(entry.group));
        group = entry.group;
        auto *row = new NavRow(m_theme, entry.title, entry.icon, m_list);
        row->setObjectName(QStringLiteral("nav_") + entry.id);
        if (++number <= 9)
            row->setShortcutHint(QStringLiteral("Ctrl+%1").arg(number));
        connect(row, &NavRow::clicked, this, [this, id = entry.id] { Q_EMIT entryChosen(id); });
        column->addWidget(row);
        m_rows.insert(entry.id, row);
    }
    column->addStretch(1);
    m_scroll->setWidget(m_list); // Deletes the list before.
    m_list->setAutoFillBackground(false);
    setCurrent(m_current);
    applySizes();
}

QWidget *Sidebar::makeHeading(const QString &text)
{
    auto *heading = new GroupHeading(m_theme, text, m_list);
    m_headings.append(heading);
    return heading;
}

void Sidebar::setCurrent(const QString &id)
{
    m_current = id;
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row)
        row.value()->setCurrent(row.key() == id);
    if (NavRow *current = m_rows.value(id))
        m_scroll->ensureWidgetVisible(current, 0, m_theme.px(28));
}

void Sidebar::setFigure(const QString &id, const QString &figure)
{
    if (NavRow *row = m_rows.value(id))
        row->setFigure(figure);
}

void Sidebar::setRail(bool isRail)
{
    if (m_isRail == isRail)
        return;
    m_isRail = isRail;
    applySizes();
}

void Sidebar::focusCurrent()
{
    if (NavRow *current = m_rows.value(m_current))
        current->setFocus(Qt::ShortcutFocusReason);
    else
        m_pill->setFocus(Qt::ShortcutFocusReason);
}

void Sidebar::applySizes()
{
    setFixedWidth(m_theme.px(m_isRail ? 56 : 232));
    const int margin = m_theme.px(10);
    m_layout->setContentsMargins(margin, margin, margin, margin);
    m_organization->setRail(m_isRail);
    m_workspace->setRail(m_isRail);
    m_pill->setRail(m_isRail);
    for (NavRow *row : std::as_const(m_rows))
        row->setRail(m_isRail);
    for (QWidget *heading : std::as_const(m_headings))
        static_cast<GroupHeading *>(heading)->setRail(m_isRail);
    update();
}

void Sidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colours().sidebar);
    const int edge = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    painter.fillRect(QRect(edge, 0, 1, height()), m_theme.colours().hairline);
}

} // namespace turnpike::ui
