// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CommandPalette.h"

#include "core/Clock.h"
#include "ui/shell/PaletteDelegate.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int recentItems = 5;
constexpr int suggestedItems = 3;

/// The panel: field, list, footer, and the lines between them.
class PalettePanel final : public QWidget
{
public:
    PalettePanel(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours &colours = m_theme.colours();
        painter.setPen(colours.border);
        painter.setBrush(colours.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(.5, .5, -.5, -.5), m_theme.px(10),
                                m_theme.px(10));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(QRect(1, m_theme.px(54), width() - 2, 1), colours.hairline);
        painter.fillRect(QRect(1, height() - m_theme.px(36) - 1, width() - 2, 1), colours.hairline);
        const int side = m_theme.px(18);
        painter.drawPixmap(
            QRect(m_theme.px(19), (m_theme.px(54) - side) / 2, side, side),
            m_theme.pixmap(QStringLiteral("search"), side, colours.text2, devicePixelRatioF()));
        paintKeyCap(painter, m_theme, QRect(0, 0, width() - m_theme.px(19), m_theme.px(54)),
                    CommandPalette::tr("Esc"));
    }

private:
    const Theme &m_theme;
};

PaletteItem itemOf(const Command &command)
{
    return {command.id,   command.title, command.context,
            command.icon, command.group, command.shortcut.section(QLatin1Char(';'), 0, 0),
            command.run};
}

bool isAvailable(const Command &command)
{
    return !command.isAvailable || command.isAvailable();
}

} // namespace

CommandPalette::CommandPalette(const Theme &theme, const CommandRegistry &commands,
                               const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_commands(commands)
    , m_clock(clock)
    , m_panel(new PalettePanel(theme, this))
    , m_field(new QLineEdit(m_panel))
    , m_list(new QListView(m_panel))
    , m_nothing(new QLabel(tr("Nothing matches."), m_panel))
    , m_footer(new QLabel(m_panel))
    , m_model(new PaletteModel(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Command palette"));
    m_field->setObjectName(QStringLiteral("paletteField"));
    m_field->setAccessibleName(tr("Search or run a command"));
    m_field->setPlaceholderText(tr("Search or run a command"));
    m_field->setFrame(false);
    m_field->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Results"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setMouseTracking(true);
    m_list->viewport()->setAutoFillBackground(false);
    m_nothing->setAlignment(Qt::AlignCenter);
    parent->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, [this] { runCurrent(false); });
    connect(&theme, &Theme::changed, this, &CommandPalette::dress);
    dress();
    hide();
}

void CommandPalette::dress()
{
    QFont font = m_theme.font(Theme::Font::Body);
    font.setPixelSize(m_theme.px(16));
    m_field->setFont(font);
    m_field->setStyleSheet(QStringLiteral(
        "QLineEdit#paletteField { border: none; background: transparent; padding: 0; }"));
    m_list->setStyleSheet(
        QStringLiteral("QListView#paletteList { border: none; background: transparent; }"));
    m_footer->setFont(m_theme.font(Theme::Font::Small));
    m_nothing->setFont(m_theme.font(Theme::Font::Body));
    QPalette palette = m_footer->palette();
    palette.setColor(QPalette::WindowText, m_theme.colours().text2);
    m_footer->setPalette(palette);
    m_nothing->setPalette(palette);
    place();
}

void CommandPalette::open(const QString &text)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_footer->setText(footer());
    m_field->setText(text);
    search();
    show();
    raise();
    place();
    m_field->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::close()
{
    if (!isVisible())
        return;
    hide();
    delete m_asked;
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
}

QString CommandPalette::footer() const
{
    QStringList parts{tr("↑↓ move"), tr("Enter open"), tr("Ctrl+Enter and stay"), tr("> actions")};
    for (const PaletteSource *source : m_commands.sources()) {
        const QString prefix(source->prefix());
        if (prefix == QLatin1String("#"))
            parts << tr("# keys");
        else if (prefix == QLatin1String("@"))
            parts << tr("@ people");
        else if (prefix == QLatin1String("/"))
            parts << tr("/ models");
        else if (prefix == QLatin1String("$"))
            parts << tr("$ spend");
    }
    parts.removeDuplicates();
    return parts.join(QStringLiteral("    "));
}

void CommandPalette::search()
{
    delete m_asked;
    m_found.clear();
    const QString text = m_field->text();
    const QString words = text.trimmed();
    if (words.isEmpty())
        return suggest();
    const QChar first = words.front();
    if (first == QLatin1Char('>')) {
        searchCommands(words.mid(1));
    } else if (QStringLiteral("#@/$").contains(first)) {
        searchSources(first, words.mid(1));
    } else {
        searchCommands(words);
        searchSources({}, words);
    }
    showFound(false);
}

void CommandPalette::searchCommands(const QString &words)
{
    QList<PaletteItem> items;
    for (const Command &command : m_commands.commands())
        if (isAvailable(command))
            items.append(itemOf(command));
    addFound(items, words);
}

void CommandPalette::searchSources(QChar prefix, const QString &words)
{
    m_asked = new QObject(this);
    for (PaletteSource *source : m_commands.sources()) {
        if (!prefix.isNull() && source->prefix() != prefix)
            continue;
        source->find(m_asked, words.trimmed(), [this, words](const QList<PaletteItem> &items) {
            addFound(items, words);
            showFound(false);
        });
    }
}

void CommandPalette::suggest()
{
    QHash<QString, Command> byId;
    for (const Command &command : m_commands.commands())
        if (isAvailable(command))
            byId.insert(command.id, command);
    const auto add = [&](const QString &id, const QString &group) {
        const auto found = byId.constFind(id);
        if (found == byId.cend())
            return false;
        PaletteItem item = itemOf(*found);
        item.group = group;
        m_found.append({item, 0, {}});
        byId.erase(found);
        return true;
    };
    for (const QString &id : m_history.latest(recentItems, m_clock.nowUs()))
        add(id, tr("Recent"));
    int suggested = 0;
    for (const QString &id : std::as_const(m_suggestions))
        if (suggested < suggestedItems && add(id, tr("On this page")))
            ++suggested;
    for (const Command &command : m_commands.commands())
        if (command.id.startsWith(QLatin1String("go.")))
            add(command.id, command.group);
    showFound(true);
}

void CommandPalette::addFound(const QList<PaletteItem> &items, const QString &words)
{
    const std::int64_t now = m_clock.nowUs();
    for (const PaletteItem &item : items)
        if (const auto match = matchTitle(words, item.title))
            m_found.append({item, match->score * m_history.weight(item.id, now), match->letters});
}

void CommandPalette::showFound(bool keepOrder)
{
    m_model->setFound(m_found, keepOrder);
    m_nothing->setVisible(m_model->foundCount() == 0);
    m_list->setVisible(m_model->foundCount() > 0);
    select(m_model->selectable(0, 1));
    place();
}

void CommandPalette::move(int step)
{
    const int at = m_list->currentIndex().row();
    int next = m_model->selectable(at + step, step > 0 ? 1 : -1);
    if (next < 0) // Around the end.
        next = step > 0 ? m_model->selectable(0, 1)
                        : m_model->selectable(m_model->rowCount() - 1, -1);
    select(next);
}

void CommandPalette::select(int row)
{
    if (row < 0)
        return;
    const QModelIndex index = m_model->index(row);
    m_list->setCurrentIndex(index);
    if (row == m_model->selectable(0, 1))
        m_list->scrollToTop();
    else
        m_list->scrollTo(index);
    if (isVisible())
        announce(m_list, index.data(Qt::AccessibleTextRole).toString());
}

void CommandPalette::runCurrent(bool staysOpen)
{
    const PaletteItem *chosen = m_model->item(m_list->currentIndex());
    if (!chosen)
        return;
    const PaletteItem item = *chosen; // Running it may change the list.
    m_history.use(item.id, m_clock.nowUs());
    if (!staysOpen)
        close();
    if (item.run)
        item.run();
    if (staysOpen)
        search();
}

void CommandPalette::place()
{
    setGeometry(parentWidget()->rect());
    const int margin = m_theme.px(24);
    const int panelWidth = qMin(m_theme.px(640), width() - 2 * margin);
    const int top = qMin(m_theme.px(120), qMax(margin, height() * 2 / 15));
    const int field = m_theme.px(54);
    const int footerHeight = m_theme.px(36);
    const int most = qMin(m_theme.px(480), height() - top - margin) - field - footerHeight - 2;
    int rows = 0;
    for (int row = 0; row < m_model->rowCount() && rows < most; ++row)
        rows += m_list->sizeHintForRow(row);
    const int pad = m_theme.px(8);
    const int list = qMax(m_theme.px(72), qMin(rows + 2 * pad, most));
    m_panel->setGeometry((width() - panelWidth) / 2, top, panelWidth,
                         field + list + footerHeight + 2);
    m_field->setGeometry(m_theme.px(48), 0, panelWidth - m_theme.px(48 + 70), field);
    m_list->setGeometry(1, field + 1 + pad, panelWidth - 2, list - 2 * pad);
    m_nothing->setGeometry(m_list->geometry());
    m_footer->setGeometry(m_theme.px(20), field + list + 2, panelWidth - m_theme.px(40),
                          footerHeight);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Escape: close(); return true;
    case Qt::Key_Down: move(1); return true;
    case Qt::Key_Up: move(-1); return true;
    case Qt::Key_PageDown:
        select(m_model->selectable(qMin(m_list->currentIndex().row() + 8, m_model->rowCount() - 1),
                                   -1));
        return true;
    case Qt::Key_PageUp:
        select(m_model->selectable(qMax(m_list->currentIndex().row() - 8, 0), 1));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(key->modifiers().testFlag(Qt::ControlModifier)); return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: // The field is all there is to focus.
        move(key->key() == Qt::Key_Tab ? 1 : -1);
        return true;
    default: return QWidget::eventFilter(watched, event);
    }
}

void CommandPalette::mousePressEvent(QMouseEvent *event)
{
    if (!m_panel->geometry().contains(event->position().toPoint()))
        close();
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colours().scrim);
}

} // namespace turnpike::ui
