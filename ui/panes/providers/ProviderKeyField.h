// SPDX-License-Identifier: GPL-3.0-or-later
// Where a provider's key is pasted or typed.
#pragma once

#include "core/Secret.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace turnpike::ui {

class Theme;

/// Takes the key out of the line as soon as it was pasted, or Enter was pressed after typing: then
/// only its last four characters stand there, for the screen and for assistive programs alike.
class ProviderKeyField final : public QWidget
{
    Q_OBJECT

public:
    ProviderKeyField(const Theme &theme, QWidget *parent);

    /// Empty until one was taken.
    const Secret &secret() const { return m_secret; }
    bool isHolding() const { return !m_secret.isEmpty(); }
    bool hasTyped() const;
    void take(Secret secret);
    /// Takes what is typed; false when there is nothing.
    bool takeTyped();
    void clear();
    void setPlaceholder(const QString &text);

    /// "pQ4s"; empty for a key so short that this would tell a third of it.
    static QString tail(const Secret &secret);
    /// `text` without blanks around it. Wipes the buffer of `text` unless somebody else holds it,
    /// too: the clipboard's text is the clipboard's.
    static Secret secretOf(QString &&text);

Q_SIGNALS:
    void taken();
    void edited(); ///< Typed or cleared; nothing is held any more.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void act();
    void paste();
    void typed();
    void takeText(QString &&text);
    void follow();
    void showButton();

    const Theme &m_theme;
    QLineEdit *m_line;
    QPushButton *m_button;
    Secret m_secret;
    qsizetype m_typed = 0; ///< Characters, before the last change.
};

} // namespace turnpike::ui
