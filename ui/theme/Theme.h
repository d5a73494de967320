// SPDX-License-Identifier: GPL-3.0-or-later
// Colours, sizes, fonts and icons of the console; it keeps the application's palette, style and
// style sheet in step. Widgets take it by reference and follow changed().
#pragma once

#include "ui/theme/Colours.h"

#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>
#include <QPointer>

#include <memory>

class QApplication;

namespace turnpike::ui {

class ConsoleStyle;
class FocusRing;
class SystemTone;

class Theme : public QObject
{
    Q_OBJECT
public:
    enum class Choice : quint8 { System, Light, Dark };
    enum class Font : quint8 {
        Display,
        Figure,
        Title,
        Section,
        Body,
        Strong,
        Small,
        Micro,
        Mono,
        MonoSmall,
    };

    explicit Theme(QApplication &application);
    ~Theme() override;

    void setChoice(Choice choice);
    Choice choice() const { return m_choice; }
    bool isDark() const { return m_isDark; }
    const Colours &colours() const;

    /// A length of the design at 100 %, times the text size.
    int px(int at100) const;
    qreal pxF(qreal at100) const { return at100 * m_textSizePercent / 100.0; }
    /// 75 to 200; the desktop's own scaling comes on top.
    void setTextSizePercent(int percent);
    int textSizePercent() const { return m_textSizePercent; }

    QFont font(Font font) const;

    /// Second text colour; faded when disabled, accent when checked.
    QIcon icon(const QString &name) const;
    QIcon icon(const QString &name, Tone tone) const;
    QIcon icon(const QString &name, const QColor &colour) const;
    /// `size` in px of the screen at `dpr` 1. A null pixmap and a warning for an unknown name.
    QPixmap pixmap(const QString &name, int size, const QColor &colour, qreal dpr) const;

Q_SIGNALS:
    void changed();

private:
    void follow();
    void apply();

    QApplication &m_application;
    std::unique_ptr<SystemTone> m_system;
    std::unique_ptr<FocusRing> m_focusRing;
    QPointer<ConsoleStyle> m_style;
    Choice m_choice = Choice::System;
    bool m_isDark = false;
    int m_textSizePercent = 100;
};

} // namespace turnpike::ui
