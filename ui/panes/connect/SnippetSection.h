// SPDX-License-Identifier: GPL-3.0-or-later
// Step 3: the lines to copy, or why there are none.
#pragma once

#include "models/ToolCatalog.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class SegmentedControl;
class SnippetBox;
class StepMark;
class Theme;

class SnippetSection final : public QWidget
{
    Q_OBJECT

public:
    SnippetSection(const Theme &theme, QWidget *parent);

    /// `shown` may have its key masked; `copied` is what reaches clipboard and files.
    void setTool(const Tool &tool, const ToolSettings &shown, const ToolSettings &copied);
    /// "copied 14:01" beside the title; empty: not copied.
    void setCopied(const QString &note);
    /// Below the lines; empty: none.
    void setError(const QString &error);
    /// As Copy does.
    void copy();

    /// What is on screen now, with the text that is copied; nothing for a tool not served.
    std::optional<ToolSnippet> current() const;

Q_SIGNALS:
    void copied();
    void writeAsked(const turnpike::ToolSnippet &snippet);
    void keyAsked();
    void otherToolAsked();

private:
    void fillPlaces();
    void fillTabs();
    void fillLines();
    QList<int> ofPlace(SnippetPlace place) const;

    const Theme &m_theme;
    Tool m_tool;
    ToolSettings m_settings;
    QString m_shownKey;
    QList<ToolSnippet> m_shown;
    QList<ToolSnippet> m_copied;
    QList<SnippetPlace> m_places;
    int m_tab = 0;
    StepMark *m_step;
    QLabel *m_title;
    QLabel *m_note;
    SegmentedControl *m_place;
    SnippetBox *m_box;
    QPushButton *m_write;
    QLabel *m_error;
    QWidget *m_explanation;
    QLabel *m_why;
    QWidget *m_hintRow;
    QLabel *m_hint;
    QPushButton *m_newKey;
};

} // namespace turnpike::ui
