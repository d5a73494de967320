// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/FilterChip.h"

#include "ui/theme/Theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <utility>

namespace turnpike::ui {

FilterChip::FilterChip(const Theme &theme, const QString &label, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
    , m_label(label)
    , m_popup(new ChoicePopup(theme, label, this))
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QToolButton::clicked, this, &FilterChip::openList);
    connect(m_popup, &ChoicePopup::chosenChanged, this, [this] { setValues(m_popup->chosen()); });
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    tellName();
}

void FilterChip::setChoices(const QList<Choice> &choices, bool many)
{
    m_choices = choices;
    m_popup->setChoices(choices, many);
    QVariantList kept;
    for (const Choice &choice : choices) {
        if (m_values.contains(choice.value))
            kept.append(choice.value);
    }
    setValues(kept);
    m_popup->setChosen(m_values);
    tellName();
}

QVariantList FilterChip::values() const
{
    return m_values;
}

void FilterChip::setValues(const QVariantList &values)
{
    QVariantList ordered;
    for (const Choice &choice : m_choices) {
        if (values.contains(choice.value))
            ordered.append(choice.value);
    }
    if (ordered.isEmpty() && m_isRequired && !m_choices.isEmpty())
        ordered.append(m_choices.constFirst().value);
    if (ordered == m_values)
        return;
    m_values = std::move(ordered);
    m_popup->setChosen(m_values);
    tellName();
    Q_EMIT changed();
}

void FilterChip::setRequired(bool isRequired)
{
    m_isRequired = isRequired;
    setValues(m_values);
    update();
}

void FilterChip::setLeadingIcon(const QString &icon)
{
    m_icon = icon;
    updateGeometry();
}

QString FilterChip::shownValue() const
{
    QStringList texts;
    for (const Choice &choice : m_choices) {
        if (m_values.contains(choice.value))
            texts.append(choice.text);
    }
    if (texts.isEmpty())
        return tr("Any");
    if (texts.size() > 2)
        return tr("%1 chosen").arg(texts.size());
    return texts.join(tr(", ", "between two values of a filter"));
}

void FilterChip::tellName()
{
    setAccessibleName(m_label.isEmpty()
                          ? shownValue()
                          : tr("%1 %2", "a filter and its value").arg(m_label, shownValue()));
    updateGeometry();
    update();
}

void FilterChip::openList()
{
    m_popup->setChosen(m_values);
    m_popup->openUnder(*this);
}

void FilterChip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter: openList(); break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace: setValues({}); break;
    default: QToolButton::keyPressEvent(event);
    }
}

QSize FilterChip::sizeHint() const
{
    const QFontMetrics label(m_theme.font(Theme::Font::Body));
    const QFontMetrics value(m_theme.font(Theme::Font::Strong));
    int width = m_theme.px(12 + 4 + 14 + 8) + value.horizontalAdvance(shownValue());
    if (!m_label.isEmpty())
        width += label.horizontalAdvance(m_label) + m_theme.px(5);
    if (!m_icon.isEmpty())
        width += m_theme.px(16 + 8);
    return {width, m_theme.px(32)};
}

void FilterChip::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    const bool isActive = !m_values.isEmpty() && !m_isRequired;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isActive ? colours.accent : colours.border, 1));
    painter.setBrush(isActive                          ? colours.infoTint
                         : underMouse() && isEnabled() ? colours.hover
                                                       : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), m_theme.pxF(6),
                            m_theme.pxF(6));
    QRect rest = rect().adjusted(m_theme.px(12), 0, -m_theme.px(8), 0);
    const auto drawIcon = [&](const QString &name, int side, int y) {
        const QRect at
            = QStyle::visualRect(layoutDirection(), rect(), QRect(rest.left(), y, side, side));
        painter.drawPixmap(at.topLeft(),
                           m_theme.pixmap(name, side, isActive ? colours.accent : colours.text2,
                                          devicePixelRatioF()));
    };
    const auto drawPart
        = [&](const QString &text, Theme::Font font, const QColor &colour, int gap) {
              painter.setFont(m_theme.font(font));
              painter.setPen(isEnabled() ? colour : colours.disabled);
              const int width = painter.fontMetrics().horizontalAdvance(text);
              const QRect part(rest.left(), 0, width, height());
              painter.drawText(QStyle::visualRect(layoutDirection(), rect(), part),
                               Qt::AlignVCenter, text);
              rest.setLeft(rest.left() + width + gap);
          };
    if (!m_icon.isEmpty()) {
        drawIcon(m_icon, m_theme.px(16), (height() - m_theme.px(16)) / 2);
        rest.setLeft(rest.left() + m_theme.px(16 + 8));
    }
    if (!m_label.isEmpty())
        drawPart(m_label, Theme::Font::Body, colours.text2, m_theme.px(5));
    drawPart(shownValue(), Theme::Font::Strong, isActive ? colours.accent : colours.text,
             m_theme.px(4));
    drawIcon(QStringLiteral("chevron-down"), m_theme.px(14), (height() - m_theme.px(14)) / 2);
}

} // namespace turnpike::ui
