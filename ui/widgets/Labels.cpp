// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Labels.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QVariant>

namespace turnpike::ui {

QLabel *makeLabel(const QString &text, const char *role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    if (role)
        label->setProperty("role", QString::fromLatin1(role));
    return label;
}

QLabel *makeMonoLabel(const Theme &theme, const QString &text, QWidget *parent)
{
    auto *label = makeLabel(text, "mono", parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const auto follow = [&theme, label] { label->setFont(theme.font(Theme::Font::Mono)); };
    QObject::connect(&theme, &Theme::changed, label, follow);
    follow();
    return label;
}

ElidedLabel::ElidedLabel(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
}

void ElidedLabel::setMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QLatin1Char('m')) * 3,
            QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(text(), m_mode, contentsRect().width());
    setToolTip(shown == text() ? QString() : text());
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(contentsRect(), int(alignment()), shown);
}

} // namespace turnpike::ui
