// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/BarCanvas.h"

#include "core/FigureScale.h"
#include "core/Format.h"
#include "models/FigureText.h"
#include "ui/charts/BarOverlay.h"
#include "ui/charts/ChartTooltip.h"
#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"

#include <QBarSet>
#include <QCategoryAxis>
#include <QChart>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStackedBarSeries>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

namespace {

constexpr qreal barShare = 0.68;
constexpr qreal widestBar = 36;
constexpr int mostSeparated = 120; // Above, a separator would leave nothing of a bar.
constexpr std::int64_t dayUs = 86'400'000'000;
constexpr int daysInWeek = 7;

/// QCategoryAxis drops repeated labels: what cannot be seen tells them apart.
QString uniqueLabel(const QString &label, int repetition)
{
    return label.toHtmlEscaped() + QString(repetition, QChar(0x200b));
}

void removeAll(QCategoryAxis &axis)
{
    for (const QString &label : axis.categoriesLabels())
        axis.remove(label);
}

} // namespace

BarCanvas::BarCanvas(const Theme &theme, QWidget *parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_bars(new QStackedBarSeries)
    , m_times(new QCategoryAxis)
    , m_values(new QCategoryAxis)
    , m_ground(new BarOverlay(*this, BarOverlay::Layer::Ground, chart()))
    , m_top(new BarOverlay(*this, BarOverlay::Layer::Top, chart()))
{
    setObjectName(QStringLiteral("barCanvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    setRenderHint(QPainter::Antialiasing);
    viewport()->setAutoFillBackground(false);
    wearFocusRing(*this, 6);
    QChart *chart = this->chart();
    chart->setBackgroundVisible(false);
    chart->setPlotAreaBackgroundVisible(false);
    chart->setBackgroundRoundness(0);
    chart->setDropShadowEnabled(false);
    chart->setMargins(QMargins());
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->legend()->hide();
    chart->addSeries(m_bars);
    chart->addAxis(m_times, Qt::AlignBottom);
    chart->addAxis(m_values, Qt::AlignLeft);
    for (QCategoryAxis *axis : {m_times, m_values}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setLineVisible(false);
        axis->setTruncateLabels(false);
        m_bars->attachAxis(axis);
    }
    m_times->setGridLineVisible(false);
    connect(&theme, &Theme::changed, this, &BarCanvas::follow);
    follow();
}

BarCanvas::~BarCanvas()
{
    delete m_tooltip;
}

// What is shown

void BarCanvas::setFigure(const turnpike::Figure &figure, const QList<int> &colours,
                          const QSet<int> &hidden)
{
    const bool isSameTime = figure.buckets.size() == m_figure.buckets.size()
        && !figure.buckets.isEmpty()
        && figure.buckets.first().startUs == m_figure.buckets.first().startUs;
    const bool isSame = isSameTime && figure.series.size() == m_figure.series.size();
    m_figure = figure;
    m_colours = colours;
    m_hidden = hidden;
    m_pressed = {};
    m_marked = {};
    rebuild();
    if (isSame) // Newer numbers of what somebody is looking at.
        showTooltip();
    else
        point({});
}

void BarCanvas::setHidden(const QSet<int> &series)
{
    if (series == m_hidden)
        return;
    m_hidden = series;
    rebuild();
}

void BarCanvas::setCompact(bool isCompact)
{
    m_isCompact = isCompact;
    rebuild();
}

void BarCanvas::setBefore(const QList<qint64> &totals)
{
    if (totals == m_before)
        return;
    m_before = totals;
    rebuildAxes();
    layOut();
}

void BarCanvas::setBadge(const ChartBadge &badge)
{
    m_badge = badge;
    m_top->refresh();
}

void BarCanvas::setMarked(const ChartSpot &spot)
{
    m_marked = spot.bucket < m_figure.buckets.size() ? spot : ChartSpot();
    m_ground->refresh();
    m_top->refresh();
}

QColor BarCanvas::colourOf(int series) const
{
    return m_theme.colours()
        .series[std::size_t(m_colours.value(series, turnpike::Figure::maxSeries))];
}

QFont BarCanvas::axisFont() const
{
    QFont font = m_theme.font(Theme::Font::Small);
    font.setPixelSize(m_theme.px(11));
    return font;
}

std::int64_t BarCanvas::shownTotal(int bucket) const
{
    std::int64_t sum = 0;
    for (int series = 0; series < m_figure.series.size(); ++series) {
        if (!m_hidden.contains(series))
            sum += m_figure.series[series].values[bucket];
    }
    return sum;
}

void BarCanvas::rebuild()
{
    m_bars->clear();
    const bool isSeparated = m_figure.buckets.size() <= mostSeparated;
    QList<QBarSet *> sets;
    for (int series = 0; series < m_figure.series.size(); ++series) {
        if (m_hidden.contains(series))
            continue;
        auto *set = new QBarSet(QString::number(series));
        // Each change after it has joined a chart would be a layout.
        set->setPen(isSeparated ? QPen(m_theme.colours().surface, 1) : QPen(Qt::NoPen));
        set->setColor(colourOf(series));
        QList<qreal> heights;
        for (const std::int64_t value : m_figure.series[series].values)
            heights.append(qreal(value));
        set->append(heights);
        sets.append(set);
    }
    m_bars->append(sets);
    rebuildAxes();
    layOut();
    setAccessibleName(figureSummary(m_figure));
}

void BarCanvas::rebuildAxes()
{
    const int count = int(m_figure.buckets.size());
    std::int64_t highest = 0;
    for (int bucket = 0; bucket < count; ++bucket)
        highest = std::max(highest, shownTotal(bucket));
    for (const qint64 before : m_before)
        highest = std::max<std::int64_t>(highest, before);
    const FigureScale scale = FigureScale::of(highest, m_figure.unit, m_isCompact ? 4 : 5);
    removeAll(*m_values);
    m_values->setRange(0, qreal(scale.top()));
    for (int i = 0; i <= scale.intervals; ++i)
        m_values->append(figureTick(m_figure.unit, scale.step * i).toHtmlEscaped(),
                         qreal(scale.step * i));
    m_times->setRange(-0.5, std::max(count, 1) - 0.5);
    m_labelStep = 0; // Labels follow with the width.
}

QList<int> BarCanvas::labelledBuckets() const
{
    QList<int> buckets;
    const int count = int(m_figure.buckets.size());
    for (int bucket = m_labelStep > 0 ? (count - 1) % m_labelStep : count; bucket < count;
         bucket += m_labelStep)
        buckets.append(bucket);
    return buckets;
}

void BarCanvas::labelTimes(int slots)
{
    if (slots == m_labelStep)
        return;
    m_labelStep = slots;
    removeAll(*m_times);
    QHash<QString, int> seen;
    for (const int bucket : labelledBuckets()) {
        const QString &label = m_figure.buckets[bucket].label;
        m_times->append(uniqueLabel(label, seen[label]++), bucket);
    }
}

void BarCanvas::layOut()
{
    const QFontMetricsF metrics(axisFont());
    const int count = std::max(int(m_figure.buckets.size()), 1);
    const qsizetype intervals = std::max<qsizetype>(m_values->categoriesLabels().size() - 1, 1);
    qreal widestTick = 0;
    for (const QString &tick : m_values->categoriesLabels())
        widestTick = std::max(widestTick, metrics.horizontalAdvance(tick));
    qreal widestTime = 0;
    for (const FigureBucket &bucket : m_figure.buckets)
        widestTime = std::max(widestTime, metrics.horizontalAdvance(bucket.label));

    // On half pixels and in whole intervals, or the grid blurs.
    const qreal left = std::ceil(widestTick) + m_theme.px(14) + 0.5;
    const qreal top = m_theme.px(10) + 0.5;
    const qreal width = viewport()->width() - left - m_theme.px(12);
    const qreal room = viewport()->height() - top - m_theme.px(24);
    const qreal height = std::floor(room / qreal(intervals)) * qreal(intervals);
    if (width < 1 || height < 1)
        return;
    chart()->setPlotArea(QRectF(left, top, std::floor(width), height));
    const qreal slot = std::floor(width) / count;
    m_bars->setBarWidth(std::min(barShare, m_theme.pxF(widestBar) / slot));
    if (!m_figure.buckets.isEmpty())
        labelTimes(std::max(1, int(std::ceil((widestTime + m_theme.px(18)) / slot))));
    // The axes follow a fixed plot area only with the next layout.
    chart()->layout()->invalidate();
    chart()->layout()->activate();
    m_ground->refresh();
    m_top->refresh();
}

void BarCanvas::follow()
{
    const Colours &colours = m_theme.colours();
    for (QCategoryAxis *axis : {m_times, m_values}) {
        axis->setLabelsFont(axisFont());
        axis->setLabelsBrush(colours.text3);
    }
    m_values->setGridLinePen(QPen(colours.hairline, 1));
    rebuild();
}

// Where it is

QRectF BarCanvas::slotRect(int bucket) const
{
    const QRectF plot = chart()->plotArea();
    const qreal slot = plot.width() / qreal(std::max<qsizetype>(m_figure.buckets.size(), 1));
    return {plot.left() + slot * bucket, plot.top(), slot, plot.height()};
}

QRectF BarCanvas::barRect(int bucket) const
{
    const QRectF slot = slotRect(bucket);
    const qreal width = slot.width() * m_bars->barWidth();
    const qreal height = slot.height() * qreal(shownTotal(bucket)) / m_values->max();
    return {slot.center().x() - width / 2, slot.bottom() - height, width, height};
}

qreal BarCanvas::beforeY(int bucket) const
{
    if (bucket >= m_before.size())
        return -1;
    const QRectF slot = slotRect(bucket);
    return slot.bottom() - slot.height() * qreal(m_before[bucket]) / m_values->max();
}

QRectF BarCanvas::segmentRect(const ChartSpot &spot) const
{
    const QRectF bar = barRect(spot.bucket);
    if (spot.series < 0)
        return bar;
    std::int64_t below = 0;
    for (int series = 0; series < spot.series; ++series) {
        if (!m_hidden.contains(series))
            below += m_figure.series[series].values[spot.bucket];
    }
    const qreal scale = slotRect(spot.bucket).height() / m_values->max();
    const qreal height = m_hidden.contains(spot.series)
        ? 0
        : qreal(m_figure.series[spot.series].values[spot.bucket]) * scale;
    return {bar.left(), bar.bottom() - qreal(below) * scale - height, bar.width(), height};
}

ChartSpot BarCanvas::spotAt(const QPointF &at) const
{
    const QRectF plot = chart()->plotArea();
    const int count = int(m_figure.buckets.size());
    if (count == 0 || !plot.contains(at))
        return {};
    ChartSpot spot;
    spot.bucket = std::min(int((at.x() - plot.left()) * count / plot.width()), count - 1);
    for (int series = 0; series < m_figure.series.size(); ++series) {
        if (segmentRect({spot.bucket, series}).contains(at))
            spot.series = series;
    }
    return spot;
}

// Pointer and keys

void BarCanvas::point(const ChartSpot &spot)
{
    if (spot == m_pointed)
        return;
    m_pointed = spot;
    m_ground->refresh();
    m_top->refresh();
    showTooltip();
    Q_EMIT pointedChanged(spot);
}

void BarCanvas::showTooltip()
{
    if (m_pointed.bucket < 0) {
        if (m_tooltip)
            m_tooltip->hide();
        return;
    }
    const int bucket = m_pointed.bucket;
    const FigureBucket &about = m_figure.buckets[bucket];
    const std::int64_t total = shownTotal(bucket);
    ChartTooltip::Content content;
    content.title = about.fullLabel;
    content.total = figureValue(m_figure.unit, total);
    QStringList notes;
    if (about.isRunning) {
        notes.append(tr("so far"));
    } else if (about.endUs - about.startUs == dayUs && bucket >= daysInWeek) {
        const std::int64_t before = shownTotal(bucket - daysInWeek);
        const QDateTime day = QDateTime::fromMSecsSinceEpoch(about.startUs / 1000, Qt::UTC);
        if (before > 0)
            notes.append(tr("%1 × the previous %2")
                             .arg(QLocale().toString(double(total) / double(before), 'f', 1),
                                  QLocale().dayName(day.date().dayOfWeek())));
    }
    if (bucket < m_before.size())
        notes.append(tr("before %1").arg(figureValue(m_figure.unit, m_before[bucket])));
    if (total > 0)
        notes.append(tr("click to drill down"));
    content.note = notes.join(QStringLiteral(" · "));
    QList<int> order;
    for (int series = 0; series < m_figure.series.size(); ++series) {
        if (!m_hidden.contains(series) && m_figure.series[series].values[bucket] != 0)
            order.append(series);
    }
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return m_figure.series[a].values[bucket] > m_figure.series[b].values[bucket];
    });
    for (const int series : order) {
        const std::int64_t value = m_figure.series[series].values[bucket];
        content.rows.append({colourOf(series), seriesName(m_figure.series[series]),
                             figureValue(m_figure.unit, value),
                             format::percent(double(value) / double(total), 0),
                             series == m_pointed.series});
    }
    if (!m_tooltip)
        m_tooltip = new ChartTooltip(m_theme, window());
    const QRect column = slotRect(bucket).toAlignedRect();
    const QPoint corner = viewport()->mapTo(window(), column.topLeft());
    m_tooltip->showBeside(QRect(corner, column.size()), content);
}

void BarCanvas::resizeEvent(QResizeEvent *event)
{
    layOut();
    QChartView::resizeEvent(event);
    layOut();
}

void BarCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? spotAt(event->position()) : ChartSpot();
}

void BarCanvas::mouseMoveEvent(QMouseEvent *event)
{
    m_isByKeys = false;
    const ChartSpot spot = spotAt(event->position());
    viewport()->setCursor(spot.bucket >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    point(spot);
}

void BarCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const ChartSpot pressed = std::exchange(m_pressed, {});
    if (event->button() == Qt::LeftButton && pressed.bucket >= 0
        && spotAt(event->position()) == pressed)
        Q_EMIT activated(pressed);
}

void BarCanvas::mouseDoubleClickEvent(QMouseEvent *)
{
    // The first click has done it; the second must not do it again in what came then.
}

void BarCanvas::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // The pane scrolls.
}

void BarCanvas::leaveEvent(QEvent *event)
{
    if (!m_isByKeys)
        point({});
    QChartView::leaveEvent(event);
}

void BarCanvas::focusOutEvent(QFocusEvent *event)
{
    if (m_isByKeys)
        point({});
    m_isByKeys = false;
    QChartView::focusOutEvent(event);
}

void BarCanvas::hideEvent(QHideEvent *event)
{
    point({});
    QChartView::hideEvent(event);
}

int BarCanvas::nextSeries(int from, int step) const
{
    const int bucket = highlighted().bucket;
    for (int series = from + step; series >= 0 && series < m_figure.series.size(); series += step) {
        if (!m_hidden.contains(series) && m_figure.series[series].values[bucket] > 0)
            return series;
    }
    return step < 0 ? -1 : from;
}

bool BarCanvas::moveByKey(int key)
{
    const int last = int(m_figure.buckets.size()) - 1;
    ChartSpot spot = highlighted();
    const bool isNew = spot.bucket < 0;
    switch (key) {
    case Qt::Key_Left: spot.bucket = isNew ? last : std::max(0, spot.bucket - 1); break;
    case Qt::Key_Right: spot.bucket = isNew ? last : std::min(last, spot.bucket + 1); break;
    case Qt::Key_Home: spot.bucket = 0; break;
    case Qt::Key_End: spot.bucket = last; break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (isNew)
            spot.bucket = last;
        else
            spot.series = nextSeries(spot.series, key == Qt::Key_Up ? 1 : -1);
        break;
    default: return false;
    }
    if (spot.series >= 0
        && (m_hidden.contains(spot.series)
            || m_figure.series[spot.series].values[spot.bucket] == 0))
        spot.series = -1;
    m_isByKeys = true;
    point(spot);
    m_top->refresh();
    return true;
}

void BarCanvas::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (m_figure.buckets.isEmpty() || !isPlain) {
        event->ignore();
        return;
    }
    const ChartSpot spot = highlighted();
    if (moveByKey(event->key()))
        return;
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && spot.bucket >= 0) {
        Q_EMIT activated(spot);
    } else if (event->key() == Qt::Key_Escape && m_pointed.bucket >= 0) {
        point({});
    } else {
        event->ignore();
    }
}

} // namespace turnpike::ui
