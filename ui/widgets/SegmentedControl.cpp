// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SegmentedControl.h"

#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace turnpike::ui {
namespace {

class Segment : public QAbstractButton
{
public:
    Segment(const Theme &theme, const QString &text, QWidget *parent)
        : QAbstractButton(parent)
        , m_theme(theme)
    {
        setText(text);
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        wearFocusRing(*this, 5);
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(m_theme.font(Theme::Font::Strong));
        return {metrics.horizontalAdvance(text()) + m_theme.px(24), m_theme.px(28)};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Colours &colours = m_theme.colours();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked()) {
            painter.setPen(QPen(colours.border, 1));
            painter.setBrush(m_theme.isDark() ? colours.border : colours.surface);
            painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), m_theme.pxF(5),
                                    m_theme.pxF(5));
        }
        painter.setFont(m_theme.font(Theme::Font::Strong));
        painter.setPen(!isEnabled()                      ? colours.disabled
                           : isChecked() || underMouse() ? colours.text
                                                         : colours.text2);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
    void enterEvent(QEnterEvent *) override { update(); }
    void leaveEvent(QEvent *) override { update(); }

private:
    const Theme &m_theme;
};

} // namespace

SegmentedControl::SegmentedControl(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const auto follow = [this] {
        const int in = m_theme.px(2);
        m_row->setContentsMargins(in, in, in, in);
        for (QAbstractButton *segment : m_segments)
            segment->updateGeometry();
        update();
    };
    connect(&theme, &Theme::changed, this, follow);
    m_row->setSpacing(0);
    follow();
}

void SegmentedControl::setSegments(const QStringList &texts)
{
    for (QAbstractButton *segment : m_segments)
        delete segment;
    m_segments.clear();
    m_current = -1;
    for (const QString &text : texts) {
        auto *segment = new Segment(m_theme, text, this);
        const int index = int(m_segments.size());
        connect(segment, &QAbstractButton::toggled, this, [this, index](bool isChecked) {
            if (!isChecked || m_current == index)
                return;
            m_current = index;
            Q_EMIT currentChanged(index);
        });
        m_row->addWidget(segment);
        m_segments.push_back(segment);
    }
    if (!m_segments.empty()) {
        m_current = 0;
        m_segments.front()->setChecked(true);
    }
}

void SegmentedControl::setCurrent(int index)
{
    if (index >= 0 && index < int(m_segments.size()))
        m_segments[std::size_t(index)]->setChecked(true);
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colours().neutralTint);
    painter.drawRoundedRect(rect(), m_theme.pxF(6), m_theme.pxF(6));
}

} // namespace turnpike::ui
