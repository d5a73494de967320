// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyAbilities.h"

#include "core/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PaintedButton.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int lineHeight = 30;
constexpr int iconSide = 16;
constexpr int textLeft = 26;
constexpr int chevronSize = 14;

} // namespace

class KeyAbilities::Line final : public PaintedButton
{
public:
    Line(const Theme &theme, const QString &icon, const QString &name, QWidget *parent)
        : PaintedButton(theme, parent)
        , m_icon(icon)
    {
        setObjectName(name);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    void set(const QString &text, const QString &decidedBy)
    {
        setText(text);
        m_decidedBy = decidedBy;
        setAccessibleName(text);
        setAccessibleDescription(decidedBy);
        update();
    }

    QSize sizeHint() const override { return {theme().px(240), theme().px(lineHeight)}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Colours &colours = theme().colours();
        if (isHovered())
            paintBox(painter, colours.hover, {}, 6);
        paintIcon(painter, m_icon, 0, lineHeight / 2, iconSide, colours.text2);
        const int chevron = theme().px(chevronSize);
        const auto draw = [&](const QRect &room, const QString &words, const QColor &colour) {
            painter.setPen(colour);
            painter.drawText(QStyle::visualRect(layoutDirection(), rect(), room), Qt::AlignVCenter,
                             painter.fontMetrics().elidedText(words, Qt::ElideRight, room.width()));
        };
        QRect rest = rect().adjusted(theme().px(textLeft), 0, -chevron - theme().px(4), 0);
        painter.drawPixmap(
            QStyle::visualRect(layoutDirection(), rect(),
                               QRect(width() - chevron, (height() - chevron) / 2, chevron, chevron))
                .topLeft(),
            theme().pixmap(QStringLiteral("chevron-right"), chevron, colours.text2,
                           devicePixelRatioF()));
        painter.setFont(theme().font(Theme::Font::Small));
        const int decided
            = std::min(painter.fontMetrics().horizontalAdvance(m_decidedBy), rest.width() / 2);
        draw({rest.right() + 1 - decided, 0, decided, height()}, m_decidedBy, colours.text2);
        rest.setRight(rest.right() - decided - theme().px(8));
        painter.setFont(theme().font(Theme::Font::Body));
        draw(rest, text(), colours.text);
    }

private:
    QString m_icon;
    QString m_decidedBy;
};

KeyAbilities::KeyAbilities(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_requests(new Line(theme, QStringLiteral("zap"), QStringLiteral("abilityRequests"), this))
    , m_models(new Line(theme, QStringLiteral("library"), QStringLiteral("abilityModels"), this))
    , m_spend(new Line(theme, QStringLiteral("wallet"), QStringLiteral("abilitySpend"), this))
    , m_end(new Line(theme, QStringLiteral("clock"), QStringLiteral("abilityEnd"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (Line *line : {m_requests, m_models, m_spend, m_end})
        column->addWidget(line);
    for (Line *line : {m_requests, m_models})
        connect(line, &QAbstractButton::clicked, this, &KeyAbilities::accessWanted);
    for (Line *line : {m_spend, m_end})
        connect(line, &QAbstractButton::clicked, this, &KeyAbilities::limitsWanted);
}

void KeyAbilities::show(const KeyRow &row, std::int64_t nowUs)
{
    const Key &key = row.key;
    const KeyState state = keyState(row, nowUs);
    const QString thisKey = tr("this key");
    switch (state) {
    case KeyState::Disabled: m_requests->set(tr("Requests get 401"), tr("disabled")); break;
    case KeyState::Expired: m_requests->set(tr("Requests get 401"), tr("expired")); break;
    case KeyState::Over: m_requests->set(tr("Requests get 402"), tr("over its limit")); break;
    default: m_requests->set(tr("Requests are answered"), thisKey); break;
    }
    m_models->set(tr("All models"), tr("catalogue"));
    m_spend->set(
        key.limit ? tr("%1 %2").arg(limitAmount(key.limit->amount), limitPeriod(key.limit->reset))
                  : tr("No limit"),
        thisKey);
    m_end->set(key.expiresUs == 0           ? tr("Does not expire")
                   : key.expiresUs <= nowUs ? tr("Expired %1").arg(format::date(key.expiresUs))
                                            : tr("Expires %1").arg(format::date(key.expiresUs)),
               thisKey);
}

} // namespace turnpike::ui
