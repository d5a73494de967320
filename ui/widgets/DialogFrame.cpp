// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/DialogFrame.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Scrim.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

#include <algorithm>

namespace turnpike::ui {

DialogFrame::DialogFrame(const Theme &theme, const QString &title, QWidget *window)
    : QDialog(window->window(), Qt::Dialog | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_window(window->window())
    , m_frame(new QFrame(this))
    , m_title(makeLabel({}, "title"))
    , m_close(makeIconButton(theme, QStringLiteral("x"), tr("Close")))
    , m_scroll(new QScrollArea)
    , m_content(new QWidget)
    , m_body(new QVBoxLayout(m_content))
    , m_footer(new QFrame)
    , m_footerRow(new QHBoxLayout(m_footer))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_TranslucentBackground);
    setWindowModality(Qt::WindowModal);
    m_frame->setObjectName(QStringLiteral("dialogFrame"));
    m_footer->setObjectName(QStringLiteral("dialogFooter"));
    m_title->setWordWrap(true);
    connect(m_close, &QToolButton::clicked, this, &QDialog::reject);
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setMinimumHeight(1); // A short question is lower than Qt's least.
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    m_content->installEventFilter(this);
    m_footer->installEventFilter(this);
    m_footer->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_frame);
    auto *column = new QVBoxLayout(m_frame);
    column->setContentsMargins(0, 0, 0, 0); // The style sheet's border has its room already.
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_close, 0, Qt::AlignVCenter);
    column->addLayout(head);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_footer);
    m_footerRow->addStretch();
    m_footer->hide();
    setTitle(title);
    connect(&theme, &Theme::changed, this, &DialogFrame::follow);
    follow();
}

DialogFrame::~DialogFrame()
{
    delete m_scrim;
}

void DialogFrame::setTitle(const QString &title)
{
    setWindowTitle(title);
    setAccessibleName(title);
    m_title->setText(title);
}

void DialogFrame::setDialogWidth(int at100)
{
    m_width = at100;
    follow();
}

void DialogFrame::addFooterHint(const QString &text)
{
    m_footerRow->insertWidget(0, makeLabel(text, "faint"));
    m_footer->show();
}

void DialogFrame::addFooterLink(QPushButton *link)
{
    m_footerRow->insertWidget(0, link, 0, Qt::AlignVCenter);
    m_footer->show();
}

QPushButton *DialogFrame::addCancel()
{
    QPushButton *button = makeButton(m_theme, tr("Cancel"));
    button->setObjectName(QStringLiteral("cancel"));
    m_footerRow->addWidget(button);
    m_footer->show();
    connect(button, &QPushButton::clicked, this, &QDialog::reject);
    return button;
}

QPushButton *DialogFrame::addPrimary(const QString &text, const char *kind, const QString &icon)
{
    QPushButton *button = makeButton(m_theme, text, icon, kind);
    button->setObjectName(QStringLiteral("primary"));
    button->setDefault(true);
    m_footerRow->addWidget(button);
    m_footer->show();
    return button;
}

void DialogFrame::setFirstFocus(QWidget *widget)
{
    m_firstFocus = widget;
}

void DialogFrame::setFlatFooter()
{
    m_hasFlatFooter = true;
    m_close->hide();
    m_footer->setObjectName(QStringLiteral("dialogFlatFooter"));
    setStyleProperty(*m_title, "role", QStringLiteral("question"));
    follow();
}

void DialogFrame::follow()
{
    const int side = m_theme.px(m_hasFlatFooter ? 20 : 24);
    m_title->setContentsMargins(side, m_theme.px(m_hasFlatFooter ? 16 : 20),
                                m_hasFlatFooter ? side : 0, m_theme.px(6));
    m_body->setContentsMargins(side, m_theme.px(10), side, m_theme.px(m_hasFlatFooter ? 14 : 20));
    m_body->setSpacing(m_theme.px(14));
    if (auto *head = qobject_cast<QHBoxLayout *>(m_frame->layout()->itemAt(0)->layout()))
        head->setContentsMargins(0, 0, m_hasFlatFooter ? 0 : m_theme.px(17), 0);
    m_footerRow->setContentsMargins(side, m_theme.px(m_hasFlatFooter ? 11 : 14), side,
                                    m_theme.px(m_hasFlatFooter ? 16 : 14));
    m_footerRow->setSpacing(m_theme.px(8));
    fit();
}

void DialogFrame::fit()
{
    const int width = m_theme.px(m_width);
    setFixedWidth(width);
    m_content->layout()->activate();
    m_footer->layout()->activate();
    const int inner = width - 2;
    const int content = m_content->layout()->hasHeightForWidth()
        ? m_content->layout()->totalHeightForWidth(inner)
        : m_content->sizeHint().height();
    // The rest is the fields': a question of one line would lose its room to the title.
    m_title->setFixedHeight(m_title->heightForWidth(
        m_hasFlatFooter ? inner : inner - m_theme.px(17) - m_close->width()));
    const int rest
        = m_title->height() + (m_footer->isHidden() ? 0 : m_footer->sizeHint().height()) + 2;
    const int most = m_window ? std::max(m_theme.px(240), m_window->height() - m_theme.px(48))
                              : content + rest;
    // A bar that came up while the layout was settling would keep itself needed: the text wraps
    // more because of it.
    m_scroll->setVerticalScrollBarPolicy(content + rest > most ? Qt::ScrollBarAsNeeded
                                                               : Qt::ScrollBarAlwaysOff);
    setFixedHeight(std::min(content + rest, most));
    if (m_window && isWindow())
        move(m_window->geometry().center() - rect().center());
}

bool DialogFrame::eventFilter(QObject *watched, QEvent *event)
{
    // A help line that becomes an error of two lines makes the dialog taller.
    if ((watched == m_content || watched == m_footer) && event->type() == QEvent::LayoutRequest
        && isVisible())
        fit();
    return QDialog::eventFilter(watched, event);
}

QWidget *DialogFrame::firstField() const
{
    if (m_firstFocus)
        return m_firstFocus;
    for (QWidget *widget = m_content->nextInFocusChain(); widget && widget != m_content;
         widget = widget->nextInFocusChain()) {
        if (m_content->isAncestorOf(widget) && widget->isVisibleTo(this) && widget->isEnabled()
            && (widget->focusPolicy() & Qt::TabFocus) && !qobject_cast<QPushButton *>(widget))
            return widget;
    }
    return nullptr;
}

void DialogFrame::showEvent(QShowEvent *event)
{
    if (m_window && !m_scrim)
        m_scrim = new Scrim(m_theme, m_window);
    fit();
    QDialog::showEvent(event);
    if (QWidget *first = firstField())
        first->setFocus(Qt::TabFocusReason);
}

void DialogFrame::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    delete m_scrim;
}

} // namespace turnpike::ui
