// SPDX-License-Identifier: GPL-3.0-or-later
// Labels in the console's type scale.
#pragma once

#include <QLabel>

namespace turnpike::ui {

class Theme;

/// `role`: "headline", "title", "offer", "section", "heading", "strong", "quiet", "field", "small",
/// "faint", "micro", "error"; null is body text.
QLabel *makeLabel(const QString &text, const char *role = nullptr, QWidget *parent = nullptr);

/// One line of text, shortened to the room there is, whole for assistive programs and as tooltip.
class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(const QString &text = {}, QWidget *parent = nullptr);

    void setMode(Qt::TextElideMode mode);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

/// A label in a font of the theme that the style sheet has no role for (display, figure, mono).
QLabel *makeMonoLabel(const Theme &theme, const QString &text, QWidget *parent = nullptr);

} // namespace turnpike::ui
