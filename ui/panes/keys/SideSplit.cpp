// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/SideSplit.h"

#include "ui/theme/Theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSettings>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int overlayBelow = 1240;
constexpr int leastWidth = 280;
constexpr int mostWidth = 560;
constexpr int handleWidth = 7;
constexpr int keyStep = 20;

class Ground final : public QWidget
{
public:
    Ground(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {}

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.colours().surface);
        painter.fillRect(0, 0, 1, height(), m_theme.colours().hairline);
    }

private:
    const Theme &m_theme;
};

} // namespace

/// The line that is dragged.
class SideSplit::Handle final : public QWidget
{
public:
    explicit Handle(SideSplit &split)
        : QWidget(&split)
        , m_split(split)
    {
        setCursor(Qt::SplitHCursor);
        setFocusPolicy(Qt::TabFocus);
        setAccessibleName(SideSplit::tr("Width of the inspector"));
    }

protected:
    void mouseMoveEvent(QMouseEvent *event) override
    {
        const int left = m_split.mapFromGlobal(event->globalPosition().toPoint()).x();
        m_split.setSideWidth(qRound((m_split.width() - left) / m_split.m_theme.pxF(1)));
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Left)
            m_split.setSideWidth(m_split.m_sideWidth + keyStep);
        else if (event->key() == Qt::Key_Right)
            m_split.setSideWidth(m_split.m_sideWidth - keyStep);
        else
            QWidget::keyPressEvent(event);
    }

private:
    SideSplit &m_split;
};

SideSplit::SideSplit(const Theme &theme, const QString &settingsKey, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_settingsKey(settingsKey)
    , m_ground(new Ground(theme, this))
    , m_handle(new Handle(*this))
{
    m_sideWidth
        = std::clamp(QSettings().value(settingsKey, m_sideWidth).toInt(), leastWidth, mostWidth);
    connect(&theme, &Theme::changed, this, &SideSplit::place);
}

void SideSplit::setParts(QWidget *main, QWidget *side)
{
    m_main = main;
    m_side = side;
    main->setParent(this);
    side->setParent(this);
    setTabOrder(main, side);
    setTabOrder(side, m_handle);
    place();
}

void SideSplit::setSideVisible(bool isVisible)
{
    if (m_isSideVisible == isVisible)
        return;
    m_isSideVisible = isVisible;
    place();
}

void SideSplit::setSideWidth(int at100)
{
    m_sideWidth = std::clamp(at100, leastWidth, mostWidth);
    QSettings().setValue(m_settingsKey, m_sideWidth);
    place();
}

void SideSplit::place()
{
    if (m_main == nullptr)
        return;
    const bool isOver = window()->width() < m_theme.px(overlayBelow);
    const int side = m_isSideVisible ? std::min(m_theme.px(m_sideWidth), width()) : 0;
    m_main->setGeometry(0, 0, isOver ? width() : width() - side, height());
    const QRect room(width() - side, 0, side, height());
    m_ground->setGeometry(room);
    m_side->setGeometry(room.adjusted(1, 0, 0, 0));
    m_handle->setGeometry(room.left() - handleWidth / 2, 0, handleWidth, height());
    for (QWidget *each : {m_ground, m_side, static_cast<QWidget *>(m_handle)}) {
        each->setVisible(m_isSideVisible);
        each->raise();
    }
}

void SideSplit::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

} // namespace turnpike::ui
