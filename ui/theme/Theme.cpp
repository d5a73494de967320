// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"

#include "ui/theme/ConsoleStyle.h"
#include "ui/theme/FocusRing.h"
#include "ui/theme/Icons.h"
#include "ui/theme/StyleSheet.h"
#include "ui/theme/SystemTone.h"

#include <QApplication>
#include <QPalette>

#include <algorithm>
#include <utility>

namespace turnpike::ui {
namespace {

struct FontToken
{
    int size;
    QFont::Weight weight;
    qreal spacing;
    bool isMono;
};

FontToken token(Theme::Font font)
{
    switch (font) {
    case Theme::Font::Display: return {26, QFont::DemiBold, -0.5, false};
    case Theme::Font::Figure: return {18, QFont::DemiBold, -0.2, false};
    case Theme::Font::Title: return {18, QFont::DemiBold, -0.1, false};
    case Theme::Font::Section: return {14, QFont::DemiBold, 0, false};
    case Theme::Font::Body: return {13, QFont::Normal, 0, false};
    case Theme::Font::Strong: return {13, QFont::Medium, 0, false};
    case Theme::Font::Small: return {12, QFont::Normal, 0, false};
    case Theme::Font::Micro: return {11, QFont::Medium, 0.3, false};
    case Theme::Font::Mono: return {12, QFont::Normal, 0, true};
    case Theme::Font::MonoSmall: return {11, QFont::Normal, 0, true};
    }
    return {13, QFont::Normal, 0, false};
}

QPalette paletteOf(const Colours &c)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const QColor &colour) {
        palette.setColor(QPalette::All, role, colour);
    };
    set(QPalette::Window, c.bg);
    set(QPalette::WindowText, c.text);
    set(QPalette::Base, c.surface);
    set(QPalette::AlternateBase, c.surface2);
    set(QPalette::Text, c.text);
    set(QPalette::Button, c.surface);
    set(QPalette::ButtonText, c.text);
    set(QPalette::BrightText, c.onAccent);
    set(QPalette::ToolTipBase, c.raised);
    set(QPalette::ToolTipText, c.text);
    set(QPalette::PlaceholderText, c.placeholder);
    set(QPalette::Highlight, c.accentFill);
    set(QPalette::HighlightedText, c.onAccent);
    set(QPalette::Link, c.accent);
    set(QPalette::LinkVisited, c.accent);
    set(QPalette::Light, c.surface);
    set(QPalette::Midlight, c.hairline);
    set(QPalette::Mid, c.border);
    set(QPalette::Dark, c.borderInput);
    set(QPalette::Shadow, c.border);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, c.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Base, c.surface2);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, c.text2);
    return palette;
}

} // namespace

Theme::Theme(QApplication &application)
    : m_application(application)
    , m_system(std::make_unique<SystemTone>(application.palette()))
    , m_focusRing(std::make_unique<FocusRing>(application))
    , m_isDark(m_system->isDark())
{
    m_style = new ConsoleStyle(colours(), 1.0);
    application.setStyle(m_style); // The application owns it.
    connect(m_system.get(), &SystemTone::changed, this, &Theme::follow);
    apply();
}

Theme::~Theme() = default;

void Theme::setChoice(Choice choice)
{
    m_choice = choice;
    follow();
}

void Theme::follow()
{
    const bool isDark
        = m_choice == Choice::Dark || (m_choice == Choice::System && m_system->isDark());
    if (std::exchange(m_isDark, isDark) != isDark)
        apply();
}

const Colours &Theme::colours() const
{
    return m_isDark ? Colours::dark() : Colours::light();
}

int Theme::px(int at100) const
{
    return qRound(pxF(at100));
}

void Theme::setTextSizePercent(int percent)
{
    percent = std::clamp(percent, 75, 200);
    if (std::exchange(m_textSizePercent, percent) != percent)
        apply();
}

QFont Theme::font(Font font) const
{
    const FontToken token = ui::token(font);
    QFont made;
    made.setFamilies(
        token.isMono ? QStringList{QStringLiteral("JetBrains Mono"),
                                   QStringLiteral("Noto Sans Mono"), QStringLiteral("monospace")}
                     : QStringList{QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                                   QStringLiteral("sans-serif")});
    made.setStyleHint(token.isMono ? QFont::Monospace : QFont::SansSerif);
    made.setPixelSize(px(token.size));
    made.setWeight(token.weight);
    if (token.spacing != 0)
        made.setLetterSpacing(QFont::AbsoluteSpacing, pxF(token.spacing));
    // Without shaping there are no ligatures: `://` and `--` in addresses and keys stay as typed.
    if (token.isMono)
        made.setStyleStrategy(QFont::PreferNoShaping);
    return made;
}

QIcon Theme::icon(const QString &name) const
{
    const Colours &c = colours();
    return QIcon(new IconEngine(name, c.text2, c.disabled, c.accent)); // QIcon owns its engine.
}

QIcon Theme::icon(const QString &name, Tone tone) const
{
    return icon(name, colours().of(tone));
}

QIcon Theme::icon(const QString &name, const QColor &colour) const
{
    return QIcon(new IconEngine(name, colour, colours().disabled, colour));
}

QPixmap Theme::pixmap(const QString &name, int size, const QColor &colour, qreal dpr) const
{
    return iconPixmap(name, size, colour, dpr);
}

void Theme::apply()
{
    if (m_style)
        m_style->setTokens(colours(), pxF(1));
    m_application.setFont(font(Font::Body));
    m_application.setPalette(paletteOf(colours()));
    m_application.setStyleSheet(styleSheet(*this));
    Q_EMIT changed();
}

} // namespace turnpike::ui
