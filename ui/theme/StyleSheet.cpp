// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/StyleSheet.h"

#include "ui/theme/Theme.h"

#include <QHash>
#include <QRegularExpression>

namespace turnpike::ui {
namespace {

// `@name` is a colour of Colours, `NUMBERu` a length at 100 % of text size.
const char *const sheetTemplate = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 5u 8u; }

QPushButton { background: @surface; color: @text; border: 1px solid @border; border-radius: 6u;
    min-height: 30u; padding: 0 12u; font-size: 13u; font-weight: 500; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @neutralTint; }
QPushButton:disabled { color: @disabled; background: @surface2; border-color: @hairline; }
QPushButton[kind="primary"] { background: @accentFill; color: @onAccent; border: none;
    min-height: 32u; padding: 0 15u; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: @accentFillHover; }
QPushButton[kind="danger"] { background: @dangerFill; color: @onAccent; border: none;
    min-height: 32u; padding: 0 14u; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: @dangerFillHover; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled { background: @neutralTint;
    color: @disabled; }
QPushButton[kind="ghost"] { background: transparent; border: none; color: @text2; min-height: 32u; }
QPushButton[kind="ghost"]:hover { background: @hover; }
QPushButton[kind="link"] { background: transparent; border: none; color: @accent; padding: 0;
    min-height: 24u; }
QPushButton[kind="link"][compact="true"] { font-size: 12u; min-height: 20u; }
QPushButton[kind="link"][isStrong="true"] { font-weight: 600; }
QPushButton[kind="link"][tone="danger"] { color: @danger; }
QPushButton[kind="link"][tone="warning"] { color: @warning; }
QPushButton[kind="link"][tone="info"] { color: @info; }
QPushButton[kind="link"][tone="simulated"] { color: @simulated; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="ghost"]:disabled, QPushButton[kind="link"]:disabled { color: @disabled; }
QPushButton[kind="small"] { min-height: 24u; padding: 0 9u; }
QPushButton[iconOnly="true"] { padding: 0 7u; }

QToolButton { background: transparent; border: none; border-radius: 6u; padding: 0; color: @text2; }
QToolButton:hover, QToolButton:pressed { background: @hover; }
QToolButton[kind="framed"] { background: @surface; border: 1px solid @border; }
QToolButton[kind="framed"]:hover { background: @hover; }
QToolButton::menu-indicator { image: none; }

QLabel { background: transparent; }
QLabel[role="headline"] { font-size: 20u; font-weight: 600; }
QLabel[role="title"] { font-size: 18u; font-weight: 600; }
QLabel[role="question"] { font-size: 16u; font-weight: 600; }
QLabel[role="offer"] { font-size: 15u; font-weight: 600; }
QLabel[role="section"] { font-size: 14u; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="strong"] { font-weight: 500; }
QLabel[role="quiet"] { color: @text2; }
QLabel[role="field"] { font-weight: 500; }
QLabel[role="small"] { font-size: 12u; color: @text2; }
QLabel[role="faint"] { font-size: 12u; color: @text3; }
QLabel[role="micro"] { font-size: 11u; font-weight: 500; color: @text3; }
QLabel[role="warning"] { font-size: 12u; color: @warning; }
QLabel[role="error"] { font-size: 12u; color: @danger; }

QLineEdit, QPlainTextEdit, QTextEdit { background: @surface; border: 1px solid @borderInput;
    border-radius: 6u; selection-background-color: @accentFill; selection-color: @onAccent; }
QLineEdit { min-height: 30u; padding: 0 9u; }
QPlainTextEdit, QTextEdit { padding: 5u 6u; }
QLineEdit:focus { border: 2px solid @accent; min-height: 28u; padding: 0 8u; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @accent; padding: 4u 5u; }
QTextEdit[bare="true"], QTextEdit[bare="true"]:focus { border: none; padding: 0; background: transparent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { background: @surface2;
    border-color: @border; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border: 1px solid @danger; min-height: 30u;
    padding: 0 9u; }
QLineEdit[search="true"] { border: 1px solid @border; padding: 0 4u; }
QLineEdit[search="true"]:focus { border: 2px solid @accent; padding: 0 3u; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit, QLineEdit[bare="true"], QLineEdit[bare="true"]:focus {
    border: none; padding: 0; min-height: 0; background: transparent; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; border-radius: 6u;
    padding: 4u; outline: none; selection-background-color: @selected; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 28u; padding: 0 8u; border-radius: 4u; }

QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 5u; }
QMenu::item { padding: 6u 28u 6u 12u; border-radius: 4u; }
QMenu::icon { padding-left: 8u; }
QMenu::item:selected { background: @selected; color: @text; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @hairline; margin: 5u 8u; }

QScrollBar:vertical { background: transparent; width: 10u; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10u; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3u; margin: 2u; }
QScrollBar::handle:hover { background: @borderInput; }
QScrollBar::handle:vertical { min-height: 28u; }
QScrollBar::handle:horizontal { min-width: 28u; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
QProgressBar { background: @barTrack; border: none; border-radius: 2u; max-height: 6u; min-height: 6u; }
QProgressBar::chunk { background: @accentFill; border-radius: 2u; }

QFrame[surface="card"], QTableView[surface="card"] { background: @surface;
    border: 1px solid @hairline; border-radius: 8u; }
QTableView[surface="bare"] { background: transparent; border: none; }
QTableView, QTableView QHeaderView { outline: none; background: transparent; }
QListView#choices { background: transparent; border: none; outline: none; }
QListView#choices::item { min-height: 30u; padding: 0 6u; border-radius: 4u; color: @text; }
QListView#choices::item:hover { background: @hover; }
QListView#choices::item:selected { background: @selected; color: @text; }
QFrame[surface="bulk"] { background: @infoTint; border: 1px solid @accent; border-radius: 8u; }
QFrame[surface="well"] { background: @surface2; border: 1px solid @border; border-radius: 8u; }
#dialogFrame { background: @raised; border: 1px solid @border; border-radius: 10u; }
#dialogFlatFooter { background: transparent; border: none; }
#dialogFooter { background: @surface2; border: none; border-top: 1px solid @hairline;
    border-bottom-left-radius: 9u; border-bottom-right-radius: 9u; }
#popover { background: @raised; border: 1px solid @border; border-radius: 8u; }
)";

QHash<QString, QColor> names(const Colours &c)
{
    return {
        {QStringLiteral("bg"), c.bg},
        {QStringLiteral("surface"), c.surface},
        {QStringLiteral("surface2"), c.surface2},
        {QStringLiteral("raised"), c.raised},
        {QStringLiteral("hover"), c.hover},
        {QStringLiteral("selected"), c.selected},
        {QStringLiteral("text"), c.text},
        {QStringLiteral("text2"), c.text2},
        {QStringLiteral("text3"), c.text3},
        {QStringLiteral("disabled"), c.disabled},
        {QStringLiteral("hairline"), c.hairline},
        {QStringLiteral("border"), c.border},
        {QStringLiteral("borderInput"), c.borderInput},
        {QStringLiteral("accent"), c.accent},
        {QStringLiteral("accentFill"), c.accentFill},
        {QStringLiteral("accentFillHover"), c.accentFillHover},
        {QStringLiteral("onAccent"), c.onAccent},
        {QStringLiteral("warning"), c.warning},
        {QStringLiteral("info"), c.info},
        {QStringLiteral("simulated"), c.simulated},
        {QStringLiteral("danger"), c.danger},
        {QStringLiteral("dangerFill"), c.dangerFill},
        {QStringLiteral("dangerFillHover"), c.dangerFillHover},
        {QStringLiteral("infoTint"), c.infoTint},
        {QStringLiteral("neutralTint"), c.neutralTint},
        {QStringLiteral("barTrack"), c.barTrack},
    };
}

} // namespace

QString styleSheet(const Theme &theme)
{
    const QHash<QString, QColor> colours = names(theme.colours());
    static const QRegularExpression token(QStringLiteral("@(\\w+)|\\b(\\d+)u\\b"));
    const QString source = QString::fromLatin1(sheetTemplate);
    QString sheet;
    qsizetype from = 0;
    for (auto found = token.globalMatch(source); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        sheet += QStringView(source).mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        if (match.hasCaptured(1)) {
            const auto colour = colours.constFind(match.captured(1));
            Q_ASSERT_X(colour != colours.constEnd(), "styleSheet", "no such colour");
            sheet += colour->name();
        } else {
            sheet += QString::number(theme.px(match.captured(2).toInt())) + QStringLiteral("px");
        }
    }
    sheet += QStringView(source).mid(from);
    return sheet;
}

} // namespace turnpike::ui
