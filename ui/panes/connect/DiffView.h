// SPDX-License-Identifier: GPL-3.0-or-later
// A change of a text file, line by line, with keys masked.
#pragma once

#include <QPlainTextEdit>

namespace turnpike::ui {

class Theme;

/// Read-only; removed lines begin with a minus, added ones with a plus, so that colour says nothing
/// that the text does not.
class DiffView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    DiffView(const Theme &theme, QWidget *parent);

    void setTexts(const QString &before, const QString &after);

private:
    void colour();

    const Theme &m_theme;
};

/// Every key of ours in a text cut to its first letters.
QString withKeysMasked(const QString &text);

} // namespace turnpike::ui
