// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/ProxyPill.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVariantAnimation>

namespace turnpike::ui {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::ui::ProxyPill", text);
}

PillFace runningFace(const GatewayStatus &status, qsizetype failing)
{
    PillFace face{Mark::Dot, Tone::Success, say("Proxy running"), {}, status.address, true};
    if (status.isSimulatorOnly) {
        face.mark = Mark::Diamond;
        face.tone = Tone::Simulated;
        face.title = say("Running · simulator only");
    }
    if (failing > 0) {
        face.mark = Mark::Triangle;
        face.tone = Tone::Warning;
        face.title = failing == 1 ? say("Running, 1 provider failing")
                                  : say("Running, %1 providers failing").arg(failing);
        return face; // The room of the figure is the sentence's.
    }
    if (status.activeRequests > 0)
        face.figure = say("%1 active").arg(QLocale().toString(status.activeRequests));
    return face;
}

} // namespace

PillFace faceOf(const GatewayStatus &status, qsizetype failing)
{
    using State = GatewayStatus::State;
    switch (status.state) {
    case State::Running: return runningFace(status, failing);
    case State::Paused:
        return {Mark::None, Tone::Neutral, say("Paused"), {}, say("New requests get 503"), false};
    case State::Starting:
        return {Mark::Spinner, Tone::Neutral, say("Starting…"), {}, status.address, false};
    case State::Stopping:
        return {Mark::Spinner,
                Tone::Neutral,
                say("Stopping…"),
                {},
                status.activeRequests > 0
                    ? say("%1 requests are ending").arg(QLocale().toString(status.activeRequests))
                    : status.address,
                false};
    case State::Stopped:
        return {Mark::Ring, Tone::Neutral, say("Proxy stopped"), {}, say("Nothing is served"),
                false};
    case State::Failed: break;
    }
    return {Mark::Cross,
            Tone::Danger,
            say("Proxy stopped"),
            {},
            status.freePort > 0 ? say("Port %1 is in use").arg(status.port)
                                : say("Nothing is served"),
            false};
}

ProxyPill::ProxyPill(const Theme &theme, QWidget *parent)
    : PaintedButton(theme, parent)
    , m_copy(makeIconButton(theme, QStringLiteral("copy"), tr("Copy base URL"), this))
    , m_health(makeButton(theme, tr("Health"), {}, "link", this))
    , m_addKey(makeButton(theme, tr("Add key"), {}, "link", this))
    , m_spin(new QVariantAnimation(this))
{
    setObjectName(QStringLiteral("proxyPill"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_copy->setObjectName(QStringLiteral("copyBaseUrl"));
    m_copy->setIconSize(QSize(theme.px(13), theme.px(13)));
    m_health->setObjectName(QStringLiteral("providerHealth"));
    m_health->setProperty("compact", true);
    m_health->setToolTip(tr("Show the requests of failing providers"));
    m_addKey->setObjectName(QStringLiteral("pillAddKey"));
    m_addKey->setAccessibleName(tr("Add provider key"));
    m_addKey->setProperty("compact", true);
    m_addKey->setToolTip(tr("Add provider key"));
    connect(m_addKey, &QPushButton::clicked, this, &ProxyPill::keyAsked);
    connect(m_copy, &QToolButton::clicked, this, &ProxyPill::copyAsked);
    connect(m_health, &QPushButton::clicked, this, &ProxyPill::healthAsked);
    m_spin->setStartValue(0);
    m_spin->setEndValue(360);
    m_spin->setDuration(1000);
    m_spin->setLoopCount(-1);
    connect(m_spin, &QVariantAnimation::valueChanged, this, [this] { update(); });
    setStatus({});
}

void ProxyPill::setStatus(const GatewayStatus &status, qsizetype failing)
{
    const bool wasShown = !m_face.title.isEmpty();
    const PillFace before = m_face;
    m_face = faceOf(status, failing);
    m_isFailing = m_face.mark == Mark::Triangle;
    m_isSimulated = m_face.mark == Mark::Diamond;
    QStringList parts{m_face.title, m_face.detail, m_face.figure};
    parts.removeAll(QString());
    setAccessibleName(parts.join(QStringLiteral(", ")));
    setToolTip(m_isRail ? accessibleName() : status.problem);
    if (m_face.mark == Mark::Spinner && isVisible())
        m_spin->start();
    else
        m_spin->stop();
    placeButtons();
    update();
    if (wasShown && (before.title != m_face.title || before.mark != m_face.mark))
        announce(this, accessibleName());
}

void ProxyPill::setRail(bool isRail)
{
    m_isRail = isRail;
    setToolTip(m_isRail ? accessibleName() : QString());
    placeButtons();
    update();
}

QFont ProxyPill::detailFont() const
{
    QFont font = theme().font(m_face.isAddress ? Theme::Font::MonoSmall : Theme::Font::Micro);
    font.setWeight(QFont::Normal);
    return font;
}

void ProxyPill::placeButtons()
{
    // There is no room for both; the menu and Ctrl+Shift+C copy, too.
    m_copy->setVisible(m_face.isAddress && !m_isRail && !m_isSimulated);
    const int text = QFontMetrics(detailFont()).horizontalAdvance(m_face.detail);
    const int side = theme().px(28);
    QRect box(theme().px(33) + text + theme().px(9 - 7), theme().px(35) - side / 2, side, side);
    if (layoutDirection() == Qt::RightToLeft)
        box.moveLeft(width() - box.left() - side);
    m_copy->setGeometry(box);
    m_health->setVisible(m_isFailing && !m_isRail);
    m_addKey->setVisible(m_isSimulated && !m_isRail);
    placeLink(*m_health);
    placeLink(*m_addKey);
}

void ProxyPill::placeLink(QPushButton &link)
{
    QRect box(QPoint(), link.sizeHint());
    box.moveCenter(QPoint(0, theme().px(35)));
    box.moveRight(width() - 1 - theme().px(10));
    if (layoutDirection() == Qt::RightToLeft)
        box.moveLeft(theme().px(10));
    link.setGeometry(box);
}

void ProxyPill::resizeEvent(QResizeEvent *event)
{
    PaintedButton::resizeEvent(event);
    placeButtons();
}

QSize ProxyPill::sizeHint() const
{
    return {theme().px(36), theme().px(52)};
}

void ProxyPill::paintMark(QPainter &painter, QPointF centre) const
{
    const QColor colour = theme().colours().of(m_face.tone);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal unit = theme().pxF(1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    QPen stroke(colour, 1.8 * unit);
    stroke.setCapStyle(Qt::RoundCap);
    switch (m_face.mark) {
    case Mark::Dot:
        painter.setOpacity(0.18);
        painter.drawEllipse(centre, 7.5 * unit, 7.5 * unit);
        painter.setOpacity(1);
        painter.drawEllipse(centre, 4 * unit, 4 * unit);
        break;
    case Mark::Diamond:
        painter.drawPolygon(
            QPolygonF{centre + QPointF(0, -5.5 * unit), centre + QPointF(5.5 * unit, 0),
                      centre + QPointF(0, 5.5 * unit), centre + QPointF(-5.5 * unit, 0)});
        break;
    case Mark::Triangle:
        painter.drawPolygon(QPolygonF{centre + QPointF(0, -5.5 * unit),
                                      centre + QPointF(6 * unit, 5 * unit),
                                      centre + QPointF(-6 * unit, 5 * unit)});
        break;
    case Mark::Ring:
        painter.setPen(stroke);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, 4 * unit, 4 * unit);
        break;
    case Mark::Cross:
        painter.setPen(stroke);
        painter.drawLine(centre - QPointF(4, 4) * unit, centre + QPointF(4, 4) * unit);
        painter.drawLine(centre + QPointF(-4, 4) * unit, centre + QPointF(4, -4) * unit);
        break;
    case Mark::Spinner:
        painter.setPen(stroke);
        painter.setBrush(Qt::NoBrush);
        painter.drawArc(QRectF(centre - QPointF(5, 5) * unit, QSizeF(10, 10) * unit),
                        -16 * m_spin->currentValue().toInt(), 16 * 270);
        break;
    default: // Paused: two bars.
        painter.drawRect(QRectF(centre + QPointF(-4, -5) * unit, QSizeF(2.6, 10) * unit));
        painter.drawRect(QRectF(centre + QPointF(1.4, -5) * unit, QSizeF(2.6, 10) * unit));
    }
}

void ProxyPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &colours = theme().colours();
    paintBox(painter, isHovered() ? colours.hover : colours.surface, colours.border, 8);
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    const qreal dot = m_isRail ? width() / 2.0 : theme().pxF(19);
    paintMark(painter,
              {isMirrored ? width() - dot : dot, m_isRail ? height() / 2.0 : theme().pxF(18)});
    if (m_isRail)
        return;
    QFont font = theme().font(Theme::Font::Strong);
    font.setWeight(QFont::DemiBold);
    QRect line(theme().px(33), theme().px(9), width() - theme().px(33 + 12), theme().px(18));
    if (isMirrored)
        line.moveLeft(theme().px(12));
    const Qt::Alignment start = Qt::AlignLeading | Qt::AlignVCenter;
    painter.setFont(font);
    painter.setPen(colours.text);
    const auto place = [&](Qt::Alignment alignment) {
        return QStyle::visualAlignment(layoutDirection(), alignment);
    };
    QFont figureFont = theme().font(Theme::Font::Micro);
    figureFont.setWeight(QFont::Normal);
    const int figure = QFontMetrics(figureFont).horizontalAdvance(m_face.figure);
    const int room = line.width() - (figure > 0 ? figure + theme().px(6) : 0);
    painter.drawText(line, place(start),
                     painter.fontMetrics().elidedText(m_face.title, Qt::ElideRight, room));
    painter.setFont(figureFont);
    painter.setPen(colours.text3);
    painter.drawText(line, place(Qt::AlignTrailing | Qt::AlignVCenter), m_face.figure);
    line.translate(0, theme().px(17));
    painter.setFont(detailFont());
    painter.setPen(m_face.tone == Tone::Danger ? colours.danger : colours.text3);
    painter.drawText(line, place(start),
                     painter.fontMetrics().elidedText(m_face.detail, Qt::ElideRight, line.width()));
}

} // namespace turnpike::ui
