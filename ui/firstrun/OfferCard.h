// SPDX-License-Identifier: GPL-3.0-or-later
// One way to begin: what it is, what comes of it, and its button.
#pragma once

#include "models/Cell.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class Badge;
class Theme;

class OfferCard final : public QFrame
{
    Q_OBJECT

public:
    struct Texts
    {
        QString icon;
        Tone tone; ///< Of the tile behind the icon.
        QString title;
        QString sentence;
        QString note; ///< Quieter, below; may be set anew.
        QString button;
    };

    /// `isPreferred`: a line in the accent colour, and the button that stands out.
    OfferCard(const Theme &theme, const Texts &texts, bool isPreferred, QWidget *parent);

    void setBadge(const CellBadge &badge);
    void setNote(const QString &note, Tone tone = Tone::Faint);
    QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void chosen();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();

    const Theme &m_theme;
    const QString m_iconName;
    const Tone m_tone;
    const bool m_isPreferred;
    Tone m_noteTone = Tone::Faint;
    QLabel *m_icon;
    Badge *m_badge;
    QLabel *m_note;
    QPushButton *m_button;
};

} // namespace turnpike::ui
