// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/MessagePage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using Fault = OpeningProblem::Fault;

QString titleOf(const OpeningProblem &problem)
{
    switch (problem.fault) {
    case Fault::OtherOwner: return MessagePage::tr("Another program uses this ledger");
    case Fault::OtherVersion:
        return MessagePage::tr("This ledger needs another version of Turnpike");
    case Fault::FolderNotWritable: return MessagePage::tr("The data folder cannot be written");
    case Fault::NoSpace: return MessagePage::tr("The disk is full");
    case Fault::Unreadable: break;
    }
    return MessagePage::tr("The ledger could not be opened");
}

QStringList stepsFor(const OpeningProblem &problem)
{
    switch (problem.fault) {
    case Fault::OtherOwner:
        return {MessagePage::tr("If it is turnpiked, its gateway goes on serving; stop it with "
                                "“systemctl --user stop turnpiked” or Ctrl+C where it runs, then "
                                "try again."),
                MessagePage::tr("Or choose another folder, with a ledger of its own.")};
    case Fault::OtherVersion:
        return {MessagePage::tr("Start the version that wrote it, or a newer one."),
                MessagePage::tr("Or restore a backup that this version made: turnpiked restore "
                                "FILE.")};
    case Fault::FolderNotWritable:
        return {MessagePage::tr("Give yourself the right to write to %1, then try again.")
                    .arg(problem.folder),
                MessagePage::tr("Or choose another folder.")};
    case Fault::NoSpace:
        return {
            MessagePage::tr("Make room on the disk of %1, then try again.").arg(problem.folder)};
    case Fault::Unreadable: break;
    }
    return {MessagePage::tr("Nothing was changed. Keep a copy of %1.").arg(problem.folder),
            MessagePage::tr("Restore the latest backup: turnpiked restore FILE."),
            MessagePage::tr("turnpiked verify says what is wrong with it.")};
}

void showOpeningProblem(MessagePage &page, const OpeningProblem &problem, const OpeningActs &acts)
{
    const auto chooseFolder = [&page, useFolder = acts.useFolder] {
        auto *dialog = new QFileDialog(&page, MessagePage::tr("Choose a data folder"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        QObject::connect(dialog, &QFileDialog::fileSelected, &page, useFolder);
        dialog->open();
    };
    page.set(QStringLiteral("circle-x"), titleOf(problem), problem.sentence, stepsFor(problem),
             {{MessagePage::tr("Try again"), acts.retry, true},
              {MessagePage::tr("Choose another folder…"), chooseFolder},
              {MessagePage::tr("Quit"), acts.quit}});
}

MessagePage::MessagePage(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_steps(new QLabel(this))
    , m_buttons(new QWidget(this))
{
    setObjectName(QStringLiteral("messagePage"));
    m_title->setObjectName(QStringLiteral("messageTitle"));
    m_sentence->setObjectName(QStringLiteral("messageSentence"));
    m_steps->setObjectName(QStringLiteral("messageSteps"));
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(12));
    for (QLabel *label : {m_icon, m_title, m_sentence, m_steps}) {
        label->setWordWrap(label != m_icon);
        label->setTextFormat(Qt::PlainText);
        column->addWidget(label);
    }
    for (QLabel *label : {m_sentence, m_steps})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addSpacing(theme.px(4));
    column->addWidget(m_buttons);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addLayout(column, 4);
    middle->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24));
    outer->addStretch(2);
    outer->addLayout(middle);
    outer->addStretch(3);
    connect(&theme, &Theme::changed, this, &MessagePage::dress);
    dress();
}

void MessagePage::set(const QString &icon, const QString &title, const QString &sentence,
                      const QStringList &steps, const QList<Button> &buttons)
{
    m_iconName = icon;
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    QStringList lines;
    for (const QString &step : steps)
        lines << QStringLiteral("•  ") + step;
    m_steps->setText(lines.join(QLatin1Char('\n')));
    m_steps->setVisible(!steps.isEmpty());
    delete m_buttons->layout();
    qDeleteAll(m_buttons->findChildren<QPushButton *>());
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(m_theme.px(8));
    for (const Button &each : buttons) {
        QPushButton *button
            = makeButton(m_theme, each.text, {}, each.isPrimary ? "primary" : nullptr, m_buttons);
        connect(button, &QPushButton::clicked, this, each.act);
        row->addWidget(button);
        if (row->count() == 1)
            button->setFocus(Qt::OtherFocusReason);
    }
    row->addStretch(1);
    dress();
    announce(this, title + QStringLiteral(". ") + sentence);
}

void MessagePage::dress()
{
    const Colours &colours = m_theme.colours();
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(
            m_theme.pixmap(m_iconName, m_theme.px(40), colours.text3, devicePixelRatioF()));
    m_title->setFont(m_theme.font(Theme::Font::Title));
    m_sentence->setFont(m_theme.font(Theme::Font::Body));
    m_steps->setFont(m_theme.font(Theme::Font::Body));
    QPalette palette = m_sentence->palette();
    palette.setColor(QPalette::WindowText, colours.text2);
    m_sentence->setPalette(palette);
    m_steps->setPalette(palette);
}

} // namespace turnpike::ui
