// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderKeyField.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>

namespace turnpike::ui {

namespace {

/// Nobody types so many at once: they were pasted or dropped.
constexpr qsizetype pastedLength = 8;
constexpr std::size_t tailLength = 4;
constexpr int dots = 34;

} // namespace

ProviderKeyField::ProviderKeyField(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_line(new QLineEdit(this))
    , m_button(makeButton(theme, {}, {}, nullptr, this))
{
    m_line->setObjectName(QStringLiteral("providerKey"));
    m_line->setEchoMode(QLineEdit::Password);
    m_line->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                                | Qt::ImhNoAutoUppercase);
    m_line->installEventFilter(this);
    m_button->setObjectName(QStringLiteral("providerKeyAct"));
    m_button->setAutoDefault(false);
    setFocusProxy(m_line);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme.px(8));
    line->addWidget(m_line, 1);
    line->addWidget(m_button);
    connect(m_line, &QLineEdit::textEdited, this, &ProviderKeyField::typed);
    connect(m_button, &QPushButton::clicked, this, &ProviderKeyField::act);
    connect(&theme, &Theme::changed, this, &ProviderKeyField::follow);
    follow();
}

QString ProviderKeyField::tail(const Secret &secret)
{
    const std::string_view text = secret.reveal();
    if (text.size() < 3 * tailLength)
        return {};
    const std::string_view last = text.substr(text.size() - tailLength);
    return QString::fromUtf8(last.data(), static_cast<qsizetype>(last.size()));
}

void ProviderKeyField::setPlaceholder(const QString &text)
{
    m_line->setPlaceholderText(text);
}

bool ProviderKeyField::hasTyped() const
{
    return !isHolding() && !m_line->text().isEmpty();
}

void ProviderKeyField::take(Secret secret)
{
    m_secret = std::move(secret);
    m_typed = 0;
    const QString last = tail(m_secret);
    m_line->setText({}); // Before it shows plainly: the line keeps no way back to what was typed.
    m_line->setEchoMode(QLineEdit::Normal);
    m_line->setText(QString(dots, QChar(0x2022)) + QStringLiteral("  ") + last);
    m_line->setReadOnly(true);
    m_line->setAccessibleDescription(
        last.isEmpty() ? tr("A key is entered") : tr("A key is entered, ending in %1").arg(last));
    follow();
    Q_EMIT taken();
}

bool ProviderKeyField::takeTyped()
{
    if (!hasTyped())
        return false;
    takeText(m_line->text());
    return isHolding();
}

Secret ProviderKeyField::secretOf(QString &&text)
{
    QByteArray bytes = QStringView(text).trimmed().toUtf8();
    Secret secret(std::string(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    // Out of line, so that the stores are not optimized away.
    bytes.fill('\0');
    if (text.isDetached())
        text.fill(QChar(0));
    return secret;
}

void ProviderKeyField::takeText(QString &&text)
{
    if (QStringView(text).trimmed().isEmpty())
        return;
    m_line->setText({}); // The line shares what it was asked for.
    take(secretOf(std::move(text)));
}

void ProviderKeyField::clear()
{
    m_secret = {};
    m_typed = 0;
    m_line->setText({});
    m_line->setEchoMode(QLineEdit::Password);
    m_line->setReadOnly(false);
    m_line->setAccessibleDescription({});
    follow();
    Q_EMIT edited();
}

void ProviderKeyField::act()
{
    if (isHolding()) {
        clear();
        m_line->setFocus(Qt::OtherFocusReason);
    } else if (!takeTyped()) {
        paste();
    }
}

void ProviderKeyField::paste()
{
    if (!isHolding())
        takeText(QGuiApplication::clipboard()->text());
}

void ProviderKeyField::typed()
{
    const qsizetype size = m_line->text().size();
    const bool isPasted = size - m_typed >= pastedLength;
    m_typed = size;
    if (isPasted)
        takeText(m_line->text());
    else
        showButton();
    if (!isHolding())
        Q_EMIT edited();
}

bool ProviderKeyField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress && !isHolding()) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Paste)) {
            paste(); // Past the line: it never gets to know the key.
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && takeTyped())
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ProviderKeyField::follow()
{
    // Dots look alike in every font; what shows of the key is to be compared.
    m_line->setFont(m_theme.font(isHolding() ? Theme::Font::Mono : Theme::Font::Body));
    showButton();
}

void ProviderKeyField::showButton()
{
    const bool isTyping = hasTyped();
    m_button->setText(isHolding() ? tr("Replace") : isTyping ? tr("Test") : tr("Paste"));
    m_button->setIcon(m_theme.icon(isHolding()    ? QStringLiteral("rotate")
                                       : isTyping ? QStringLiteral("activity")
                                                  : QStringLiteral("copy")));
}

} // namespace turnpike::ui
