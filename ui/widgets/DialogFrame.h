// SPDX-License-Identifier: GPL-3.0-or-later
// The one look of our dialogs: 540 px, window-modal over a scrim, head, fields and a footer with
// the verb at the right. Shown with open(), gone when it closes; Esc cancels.
#pragma once

#include <QDialog>
#include <QPointer>

class QFrame;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace turnpike::ui {

class Scrim;
class Theme;

class DialogFrame : public QDialog
{
    Q_OBJECT
public:
    /// `window`: any widget of the window to cover.
    DialogFrame(const Theme &theme, const QString &title, QWidget *window);
    ~DialogFrame() override;

    void setTitle(const QString &title);
    void setDialogWidth(int at100); ///< 540 unless set.
    /// Fields go here, 14 px apart.
    QVBoxLayout *body() const { return m_body; }
    /// The buttons' row; what is added stands at the right.
    QHBoxLayout *footer() const { return m_footerRow; }
    /// Small grey text, or a link button, at the left of the footer.
    void addFooterHint(const QString &text);
    void addFooterLink(QPushButton *link);
    /// Closes without effect.
    QPushButton *addCancel();
    /// What Enter presses. It does not close: connect accept() or a check to it.
    QPushButton *addPrimary(const QString &text, const char *kind = "primary",
                            const QString &icon = {});
    /// Has the focus when the dialog opens; otherwise the first field has.
    void setFirstFocus(QWidget *widget);

protected:
    /// No ground and no line under the buttons, for short questions.
    void setFlatFooter();
    const Theme &theme() const { return m_theme; }
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();
    void fit();
    QWidget *firstField() const;

    const Theme &m_theme;
    QPointer<QWidget> m_window;
    QPointer<Scrim> m_scrim;
    QPointer<QWidget> m_firstFocus;
    QFrame *m_frame;
    QLabel *m_title;
    QToolButton *m_close;
    QScrollArea *m_scroll;
    QWidget *m_content;
    QVBoxLayout *m_body;
    QFrame *m_footer;
    QHBoxLayout *m_footerRow;
    int m_width = 540;
    bool m_hasFlatFooter = false;
};

} // namespace turnpike::ui
