// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/SnippetSection.h"

#include "ui/panes/connect/StepMark.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SegmentedControl.h"
#include "ui/widgets/SnippetBox.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

/// Each once, in the order of its first snippet.
QList<SnippetPlace> placesOf(const QList<ToolSnippet> &snippets)
{
    QList<SnippetPlace> places;
    for (const ToolSnippet &snippet : snippets)
        if (!places.contains(snippet.place))
            places.append(snippet.place);
    return places;
}

} // namespace

SnippetSection::SnippetSection(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_step(new StepMark(theme, 3, this))
    , m_title(makeLabel({}, "section", this))
    , m_note(makeLabel({}, "faint", this))
    , m_place(new SegmentedControl(theme, this))
    , m_box(new SnippetBox(theme, tr("Lines for the tool"), this, SnippetBox::Look::Main))
    , m_write(makeButton(theme, {}, QStringLiteral("file"), "small", this))
    , m_error(makeLabel({}, "error", this))
    , m_explanation(new QWidget(this))
    , m_why(makeLabel({}, nullptr, m_explanation))
    , m_hintRow(new QWidget(this))
    , m_hint(makeLabel({}, "small", m_hintRow))
    , m_newKey(makeButton(theme, tr("Create a key for this"), {}, "link", m_hintRow))
{
    m_place->setObjectName(QStringLiteral("snippetPlace"));
    m_place->setAccessibleName(tr("Where the lines go"));
    m_note->setObjectName(QStringLiteral("copiedNote"));
    m_write->setObjectName(QStringLiteral("writeFile"));
    m_newKey->setObjectName(QStringLiteral("keyForSnippet"));
    m_why->setObjectName(QStringLiteral("explanation"));
    m_why->setWordWrap(true);
    m_hint->setWordWrap(true);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(10));
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(10));
    head->addWidget(m_step);
    head->addWidget(m_title);
    head->addWidget(m_note);
    head->addStretch(1);
    head->addWidget(m_place);
    column->addLayout(head);
    m_box->addToHead(m_write);
    column->addWidget(m_box);
    m_error->setWordWrap(true);
    m_error->hide();
    column->addWidget(m_error);

    auto *explained = new QVBoxLayout(m_explanation);
    explained->setContentsMargins(theme.px(34), 0, 0, 0);
    explained->setSpacing(theme.px(8));
    explained->addWidget(m_why);
    auto *other = makeButton(theme, tr("Choose a tool that works here"), {}, "link", m_explanation);
    other->setObjectName(QStringLiteral("otherTool"));
    explained->addWidget(other, 0, Qt::AlignLeft);
    column->addWidget(m_explanation);

    auto *hint = new QHBoxLayout(m_hintRow);
    hint->setContentsMargins(0, 0, 0, 0);
    hint->setSpacing(theme.px(8));
    auto *icon = new QLabel(m_hintRow);
    const auto follow = [this, icon] {
        icon->setPixmap(m_theme.pixmap(QStringLiteral("info"), m_theme.px(15),
                                       m_theme.colours().text3, devicePixelRatioF()));
    };
    connect(&theme, &Theme::changed, this, follow);
    follow();
    hint->addWidget(icon, 0, Qt::AlignTop);
    hint->addWidget(m_hint, 1);
    hint->addWidget(m_newKey, 0, Qt::AlignTop);
    column->addWidget(m_hintRow);

    connect(m_place, &SegmentedControl::currentChanged, this, &SnippetSection::fillTabs);
    connect(m_box, &SnippetBox::tabChanged, this, [this](int tab) {
        m_tab = tab;
        fillLines();
    });
    connect(m_box, &SnippetBox::copied, this, &SnippetSection::copied);
    connect(m_newKey, &QPushButton::clicked, this, &SnippetSection::keyAsked);
    connect(other, &QPushButton::clicked, this, &SnippetSection::otherToolAsked);
    connect(m_write, &QPushButton::clicked, this, [this] {
        if (const std::optional<ToolSnippet> snippet = current())
            Q_EMIT writeAsked(*snippet);
    });
}

void SnippetSection::setTool(const Tool &tool, const ToolSettings &shown,
                             const ToolSettings &copied)
{
    const bool isOther = tool.id != m_tool.id;
    m_tool = tool;
    m_settings = copied;
    m_shownKey = shown.key.text;
    m_shown = ToolCatalog::snippets(tool, shown);
    m_copied = ToolCatalog::snippets(tool, copied);
    if (isOther || placesOf(m_shown) != m_places) // A key at hand may bring lines of its own.
        fillPlaces();
    else
        fillLines();
}

void SnippetSection::setCopied(const QString &note)
{
    m_note->setText(note);
    m_step->setDone(!note.isEmpty());
}

void SnippetSection::setError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
    if (!error.isEmpty())
        announce(this, error);
}

void SnippetSection::copy()
{
    if (current())
        m_box->copy();
}

std::optional<ToolSnippet> SnippetSection::current() const
{
    const int place = m_place->current();
    if (place < 0 || place >= m_places.size())
        return std::nullopt;
    const QList<int> here = ofPlace(m_places[place]);
    if (m_tab < 0 || m_tab >= here.size())
        return std::nullopt;
    return m_copied[here[m_tab]];
}

QList<int> SnippetSection::ofPlace(SnippetPlace place) const
{
    QList<int> result;
    for (int i = 0; i < m_shown.size(); ++i)
        if (m_shown[i].place == place)
            result.append(i);
    return result;
}

void SnippetSection::fillPlaces()
{
    m_places = placesOf(m_shown);
    QStringList names;
    for (const SnippetPlace place : m_places)
        names.append(place == SnippetPlace::Shell      ? tr("Shell")
                         : place == SnippetPlace::File ? tr("Settings file")
                                                       : tr("Code"));
    {
        const QSignalBlocker silence(m_place);
        m_place->setSegments(names);
        m_place->setCurrent(0);
    }
    m_place->setVisible(names.size() > 1);
    fillTabs();
}

void SnippetSection::fillTabs()
{
    m_tab = 0;
    QStringList tabs;
    if (m_place->current() >= 0 && m_place->current() < m_places.size())
        for (const int index : ofPlace(m_places[m_place->current()]))
            tabs.append(m_shown[index].title);
    {
        const QSignalBlocker silence(m_box);
        m_box->setTabs(tabs);
    }
    fillLines();
}

void SnippetSection::fillLines()
{
    const std::optional<ToolSnippet> snippet = current();
    m_box->setVisible(snippet.has_value());
    m_hintRow->setVisible(snippet.has_value());
    m_write->setVisible(snippet && snippet->edit != FileEdit::None);
    m_explanation->setVisible(!snippet);
    if (!snippet) {
        m_title->setText(tr("Needs a public address"));
        m_why->setText(ToolCatalog::explanation(m_tool));
        return;
    }
    const QList<int> here = ofPlace(snippet->place);
    m_box->setFilledIn({m_settings.url, m_settings.rootUrl(), m_shownKey, m_settings.model});
    m_box->setSnippet(m_shown[here[m_tab]].text, snippet->text);
    m_title->setText(snippet->place == SnippetPlace::Shell      ? tr("Copy into your shell")
                         : snippet->place == SnippetPlace::File ? tr("Copy into its settings file")
                                                                : tr("Copy into your code"));
    m_write->setText(tr("Write to %1…").arg(QFileInfo(snippet->path).fileName()));
    m_write->setToolTip(snippet->path);
    const bool lacksSecret = m_settings.key.isVariable();
    m_hint->setText(lacksSecret ? tr("The secret of a key is shown only once, so the lines take it "
                                     "from the variable %1. %2")
                                      .arg(m_settings.key.text, m_tool.hint)
                                : m_tool.hint);
    m_newKey->setVisible(lacksSecret);
}

} // namespace turnpike::ui
