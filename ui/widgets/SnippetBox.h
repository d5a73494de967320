// SPDX-License-Identifier: GPL-3.0-or-later
// Something to copy into a terminal or a file: tabs, Copy, colours. Secrets are masked on screen.
#pragma once

#include <QFrame>
#include <QTimer>

class QHBoxLayout;
class QPushButton;
class QTextEdit;

namespace turnpike::ui {

class SecretClipboard;
class SnippetHighlighter;
class TabBar;
class Theme;

class SnippetBox : public QFrame
{
    Q_OBJECT
public:
    enum class Look : quint8 {
        Quiet, ///< A small Copy beside the text.
        Main, ///< Copy is what the pane is for: at the head, with other actions before it.
    };

    SnippetBox(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr,
               Look look = Look::Quiet);
    /// At the head, before Copy. Takes the button.
    void addToHead(QPushButton *button);

    /// When `copied` is more than `shown` says, it holds a secret: it is copied as one.
    void setSnippet(const QString &shown, const QString &copied);
    /// Parts of what is shown that the console filled in.
    void setFilledIn(const QStringList &values);
    void setTabs(const QStringList &texts);
    int currentTab() const;
    void setCurrentTab(int index);
    /// As the button does.
    void copy();

Q_SIGNALS:
    void copied();
    void tabChanged(int index);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    void fit();
    void toggle();

    const Theme &m_theme;
    TabBar *m_tabs;
    QHBoxLayout *m_head;
    QPushButton *m_copy;
    QPushButton *m_more; ///< Shows what a long snippet holds back.
    bool m_isOpen = false;
    QTextEdit *m_text;
    SnippetHighlighter *m_highlighter;
    SecretClipboard *m_secrets = nullptr;
    QString m_copied;
    bool m_isSecret = false;
    QTimer m_thanks;
};

} // namespace turnpike::ui
