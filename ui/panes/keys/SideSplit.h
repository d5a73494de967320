// SPDX-License-Identifier: GPL-3.0-or-later
// A main part and an inspector at its right.
#pragma once

#include <QString>
#include <QWidget>

namespace turnpike::ui {

class Theme;

/// In a window narrower than 1240 px the side lies over the main part. Its width, 280 to 560 px,
/// is dragged or moved by the arrow keys on the line between, and kept under `settingsKey`.
class SideSplit final : public QWidget
{
    Q_OBJECT

public:
    SideSplit(const Theme &theme, const QString &settingsKey, QWidget *parent);

    /// Takes both. The side starts hidden.
    void setParts(QWidget *main, QWidget *side);
    void setSideVisible(bool isVisible);
    bool isSideVisible() const { return m_isSideVisible; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class Handle;
    void place();
    void setSideWidth(int at100);

    const Theme &m_theme;
    QString m_settingsKey;
    QWidget *m_main = nullptr;
    QWidget *m_side = nullptr;
    QWidget *m_ground; ///< Paints the side's surface and hairline.
    Handle *m_handle;
    int m_sideWidth = 380; ///< At 100 %.
    bool m_isSideVisible = false;
};

} // namespace turnpike::ui
