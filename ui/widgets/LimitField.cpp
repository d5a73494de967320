// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/LimitField.h"

#include "core/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QRegularExpression>

#include <limits>

namespace turnpike::ui {
namespace {

tl::unexpected<Error> wrong(const QString &sentence)
{
    return tl::unexpected(Error{ErrorCode::InvalidArgument, sentence, {}});
}

/// How an amount is put back into the field: "50", "12.5", "0.000001".
QString editText(Money amount)
{
    return QString::fromStdString(jsonText(amount));
}

} // namespace

Result<Money> parseAmount(const QString &text)
{
    const auto tr = [](const char *source) {
        return QCoreApplication::translate("turnpike::ui::LimitField", source);
    };
    static const QRegularExpression shape(
        QStringLiteral("^(-?)\\$?\\s*(\\d{1,3}(?:,\\d{3})+|\\d*)(\\.\\d*)?\\s*([kKmM]?)$"));
    const QRegularExpressionMatch match = shape.match(text.trimmed());
    QString whole = match.captured(2).remove(QLatin1Char(','));
    QString decimals = match.captured(3).mid(1);
    if (!match.hasMatch() || (whole.isEmpty() && decimals.isEmpty()))
        return wrong(tr("Enter an amount such as 50 or 1.5k"));
    if (!match.captured(1).isEmpty())
        return wrong(tr("Enter an amount above zero"));
    if (decimals.size() > 6)
        return wrong(tr("At most six decimals"));
    // Shifting the point multiplies exactly.
    const QString unit = match.captured(4).toLower();
    const qsizetype shift = unit.isEmpty() ? 0 : unit == QLatin1String("k") ? 3 : 6;
    decimals = decimals.leftJustified(shift, QLatin1Char('0'));
    whole += decimals.left(shift);
    decimals = decimals.mid(shift);
    if (whole.isEmpty())
        whole = QStringLiteral("0");
    if (!decimals.isEmpty())
        whole += QLatin1Char('.') + decimals;
    static const QRegularExpression leading(QStringLiteral("^0+(?=\\d)"));
    const std::optional<Money> amount = parseMoney(whole.remove(leading).toStdString());
    if (!amount)
        return wrong(tr("This amount is too large"));
    return *amount;
}

LimitField::LimitField(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_amount(new QLineEdit)
    , m_period(new QComboBox)
    , m_sentence(makeLabel({}, "small"))
    , m_byok(new QCheckBox(tr("Count BYOK spend towards this limit")))
{
    setFocusProxy(m_amount);
    m_amount->setObjectName(QStringLiteral("amount"));
    m_amount->setAccessibleName(tr("Limit"));
    m_amount->setPlaceholderText(tr("No limit"));
    m_amount->setTextMargins(theme.px(14), 0, 0, 0);
    auto *dollar = makeLabel(QStringLiteral("$"), "quiet", m_amount);
    dollar->move(theme.px(10), theme.px(7));
    m_period->setObjectName(QStringLiteral("period"));
    m_period->setAccessibleName(tr("Period of the limit"));
    m_period->setAccessibleDescription(tr("Period of the limit"));
    m_period->addItem(tr("per day"), int(Window::Day));
    m_period->addItem(tr("per week"), int(Window::Week));
    m_period->addItem(tr("per month"), int(Window::Month));
    m_period->addItem(tr("No reset"), int(Window::Lifetime));
    m_sentence->setObjectName(QStringLiteral("limitSentence"));
    m_sentence->setWordWrap(true);
    m_byok->hide();
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(8));
    line->addWidget(m_amount, 1);
    line->addWidget(m_period);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(6));
    column->addLayout(line);
    column->addWidget(m_sentence);
    column->addWidget(m_byok);
    connect(m_amount, &QLineEdit::textChanged, this, &LimitField::tell);
    connect(m_period, &QComboBox::currentIndexChanged, this, &LimitField::tell);
    connect(m_byok, &QCheckBox::toggled, this, &LimitField::changed);
    tell();
}

Result<std::optional<KeyLimit>> LimitField::value() const
{
    const QString text = m_amount->text().trimmed();
    if (text.isEmpty())
        return std::optional<KeyLimit>();
    const Result<Money> amount = parseAmount(text);
    if (!amount)
        return tl::unexpected(amount.error());
    if (*amount == Money{})
        return wrong(tr("Enter an amount above zero"));
    KeyLimit limit;
    limit.amount = *amount;
    limit.reset = static_cast<Window>(m_period->currentData().toInt());
    limit.mode = m_mode;
    return std::optional<KeyLimit>(limit);
}

void LimitField::setValue(const std::optional<KeyLimit> &limit)
{
    m_mode = limit ? limit->mode : BudgetMode::Soft;
    m_period->setCurrentIndex(limit ? m_period->findData(int(limit->reset))
                                    : m_period->findData(int(Window::Day)));
    m_amount->setText(limit ? editText(limit->amount) : QString());
    tell();
}

void LimitField::setSpent(const std::array<Money, windowCount> &spent)
{
    m_spent = spent;
    tell();
}

void LimitField::setContext(const QString &sentence)
{
    m_context = sentence;
    tell();
}

void LimitField::setByokShown(bool isShown)
{
    m_byok->setVisible(isShown);
}

bool LimitField::countsByok() const
{
    return m_byok->isChecked();
}

void LimitField::setCountsByok(bool counts)
{
    m_byok->setChecked(counts);
}

QString LimitField::sentence() const
{
    const Result<std::optional<KeyLimit>> read = value();
    if (!read)
        return {}; // The form's field says what is wrong.
    if (!*read)
        return tr("No limit.");
    const KeyLimit &limit = **read;
    if (m_spent && (*m_spent)[std::size_t(limit.reset)] >= limit.amount)
        return tr("Already over: requests will be blocked at once.");
    const QString amount = format::money(limit.amount);
    switch (limit.reset) {
    case Window::Day: return tr("Blocks new requests after %1 per UTC day.").arg(amount);
    case Window::Week:
        return tr("Blocks new requests after %1 per UTC week, from Monday.").arg(amount);
    case Window::Month: return tr("Blocks new requests after %1 per UTC month.").arg(amount);
    case Window::Lifetime: break;
    }
    return tr("Blocks new requests after %1 in all.").arg(amount);
}

void LimitField::tell()
{
    QString text = sentence();
    const Result<std::optional<KeyLimit>> read = value();
    const bool isOver
        = read && *read && m_spent && (*m_spent)[std::size_t((*read)->reset)] >= (*read)->amount;
    setStyleProperty(*m_sentence, "role",
                     isOver ? QStringLiteral("warning") : QStringLiteral("small"));
    if (!text.isEmpty() && !m_context.isEmpty())
        text += QLatin1Char(' ') + m_context;
    m_sentence->setText(text);
    m_sentence->setVisible(!text.isEmpty());
    m_period->setEnabled(!m_amount->text().trimmed().isEmpty());
    Q_EMIT changed();
}

} // namespace turnpike::ui
