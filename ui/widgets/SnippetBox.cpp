// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SnippetBox.h"

#include "core/Secret.h"
#include "ui/SecretClipboard.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/SnippetHighlighter.h"
#include "ui/widgets/TabBar.h"

#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QTextBlock>
#include <QTextEdit>
#include <QVariant>

namespace turnpike::ui {

namespace {

constexpr int mostLines = 14; ///< As many are shown whole.
constexpr int shownLines = 10; ///< Of more than those.

} // namespace

SnippetBox::SnippetBox(const Theme &theme, const QString &accessibleName, QWidget *parent,
                       Look look)
    : QFrame(parent)
    , m_theme(theme)
    , m_tabs(new TabBar(theme))
    , m_head(new QHBoxLayout)
    , m_copy(makeButton(theme, tr("Copy"), QStringLiteral("copy"),
                        look == Look::Main ? "primary" : "small"))
    , m_more(makeButton(theme, {}, {}, "link"))
    , m_text(new QTextEdit)
    , m_highlighter(new SnippetHighlighter(theme, m_text->document()))
{
    setProperty("surface", QStringLiteral("well"));
    m_copy->setObjectName(QStringLiteral("copySnippet"));
    m_copy->setAccessibleName(tr("Copy %1").arg(accessibleName));
    m_text->setAccessibleName(accessibleName);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setAcceptRichText(false);
    m_text->setProperty("bare", true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setLineWrapMode(QTextEdit::WidgetWidth);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->document()->setDocumentMargin(0);
    m_text->viewport()->setAutoFillBackground(false);
    m_tabs->setAccessibleName(accessibleName);
    m_tabs->hide();
    const bool isMain = look == Look::Main;
    m_head->setContentsMargins(theme.px(16), isMain ? theme.px(8) : 0, theme.px(8), 0);
    m_head->setSpacing(theme.px(8));
    m_head->addWidget(m_tabs);
    m_head->addStretch();
    auto *line = new QHBoxLayout;
    line->setContentsMargins(theme.px(16), theme.px(isMain ? 8 : 12), theme.px(10), theme.px(12));
    line->setSpacing(theme.px(12));
    line->addWidget(m_text, 1);
    if (isMain)
        m_head->addWidget(m_copy);
    else
        line->addWidget(m_copy, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_head);
    column->addLayout(line);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(theme.px(16), 0, theme.px(16), 0);
    foot->addWidget(m_more);
    foot->addStretch(1);
    column->addLayout(foot);
    m_more->setObjectName(QStringLiteral("moreLines"));
    m_more->hide();
    connect(m_more, &QPushButton::clicked, this, &SnippetBox::toggle);
    m_thanks.setSingleShot(true);
    m_thanks.setInterval(2000);
    connect(&m_thanks, &QTimer::timeout, this, [this] { m_copy->setText(tr("Copy")); });
    connect(m_copy, &QPushButton::clicked, this, &SnippetBox::copy);
    connect(m_tabs, &QTabBar::currentChanged, this, &SnippetBox::tabChanged);
    connect(&theme, &Theme::changed, this, &SnippetBox::follow);
    follow();
}

void SnippetBox::addToHead(QPushButton *button)
{
    m_head->insertWidget(m_head->indexOf(m_copy) >= 0 ? m_head->indexOf(m_copy) : -1, button);
}

void SnippetBox::setSnippet(const QString &shown, const QString &copied)
{
    m_copied = copied;
    m_isSecret = shown != copied;
    m_text->setPlainText(shown);
    follow();
}

void SnippetBox::setFilledIn(const QStringList &values)
{
    m_highlighter->setFilledIn(values);
}

void SnippetBox::setTabs(const QStringList &texts)
{
    m_tabs->setTabs(texts);
    m_tabs->setVisible(!texts.isEmpty());
}

int SnippetBox::currentTab() const
{
    return m_tabs->currentIndex();
}

void SnippetBox::setCurrentTab(int index)
{
    m_tabs->setCurrentIndex(index);
}

void SnippetBox::copy()
{
    if (m_isSecret) {
        if (!m_secrets)
            m_secrets = new SecretClipboard(this);
        m_secrets->copy(Secret(m_copied.toStdString()));
    } else {
        QGuiApplication::clipboard()->setText(m_copied);
    }
    m_copy->setText(tr("Copied"));
    m_thanks.start();
    announce(m_copy, tr("Copied"));
    Q_EMIT copied();
}

void SnippetBox::follow()
{
    m_text->setFont(m_theme.font(Theme::Font::Mono));
    QTextCursor all(m_text->document());
    all.select(QTextCursor::Document);
    QTextBlockFormat format;
    format.setLineHeight(150, QTextBlockFormat::ProportionalHeight);
    all.mergeBlockFormat(format);
    fit();
}

void SnippetBox::toggle()
{
    m_isOpen = !m_isOpen;
    fit();
}

/// A long snippet shows its head until it is asked for: what stands below must not leave the
/// window.
void SnippetBox::fit()
{
    QTextDocument &document = *m_text->document();
    document.setTextWidth(std::max(1, m_text->viewport()->width()));
    qreal height = document.size().height();
    const int lines = document.blockCount();
    const bool isLong = lines > mostLines;
    if (isLong && !m_isOpen)
        height = document.documentLayout()
                     ->blockBoundingRect(document.findBlockByNumber(shownLines - 1))
                     .bottom();
    m_more->setVisible(isLong);
    m_more->setText(m_isOpen ? tr("Show fewer lines") : tr("Show all %1 lines").arg(lines));
    m_text->setFixedHeight(qCeil(height) + m_theme.px(2));
}

void SnippetBox::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fit();
}

} // namespace turnpike::ui
