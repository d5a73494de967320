// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/gallery/GalleryPage.h"

#include "ui/shell/BannerBar.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/ConfirmDialog.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LimitBar.h"
#include "ui/widgets/ProgressRow.h"
#include "ui/widgets/SearchField.h"
#include "ui/widgets/SegmentedControl.h"
#include "ui/widgets/Skeleton.h"
#include "ui/widgets/StatCard.h"
#include "ui/widgets/StateMark.h"
#include "ui/widgets/ToggleSwitch.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFocusFrame>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace turnpike::ui {
namespace {

constexpr int left = 32;
constexpr int middle = 500;
constexpr int right = 968;
constexpr int columnWidth = 440;

} // namespace

GalleryPage::GalleryPage(const Theme &theme)
    : m_theme(theme)
{
    resize(theme.px(1440), theme.px(935));
    addButtons();
    addFields();
    addSwitches();
    addFilters();
    addBulkBar();
    addStates();
    addBadges();
    addLimits();
    addNotices();
    addCards();
    addQuestion();
    addSeries();
}

template <typename Made>
Made *GalleryPage::put(Made *widget, int x, int y, int width, int height)
{
    widget->setParent(this);
    widget->ensurePolished();
    const QSize wish = widget->sizeHint();
    widget->setGeometry(m_theme.px(x), m_theme.px(y), width < 0 ? wish.width() : m_theme.px(width),
                        height < 0 ? wish.height() : m_theme.px(height));
    return widget;
}

void GalleryPage::heading(const QString &text, int x, int y)
{
    put(makeLabel(text, "section"), x, y, columnWidth, 20);
}

void GalleryPage::addButtons()
{
    heading(QStringLiteral("Buttons"), left, 25);
    put(makeButton(m_theme, QStringLiteral("Primary"), {}, "primary"), 32, 56);
    m_hovered.append(put(makeButton(m_theme, QStringLiteral("Hover"), {}, "primary"), 119, 56));
    QPushButton *primary
        = put(makeButton(m_theme, QStringLiteral("Focus"), {}, "primary"), 197, 56);
    put(makeButton(m_theme, QStringLiteral("Danger"), {}, "danger"), 275, 56);
    put(makeButton(m_theme, QStringLiteral("Default")), 32, 104);
    m_hovered.append(put(makeButton(m_theme, QStringLiteral("Hover")), 111, 104));
    QPushButton *plain = put(makeButton(m_theme, QStringLiteral("Focus")), 182, 104);
    put(makeButton(m_theme, QStringLiteral("Disabled")), 259, 104)->setEnabled(false);
    // The ring of the application is where the focus is, and that is in a field here.
    for (QPushButton *button : {primary, plain})
        (new QFocusFrame(this))->setWidget(button);
    put(makeButton(m_theme, QStringLiteral("With icon"), QStringLiteral("download")), 32, 149);
    put(makeFramedIconButton(m_theme, QStringLiteral("columns"), QStringLiteral("Columns")), 149,
        149);
    put(makeButton(m_theme, QStringLiteral("Ghost"), QStringLiteral("plus"), "ghost"), 188, 149);
    put(makeButton(m_theme, QStringLiteral("Link"), {}, "link"), 274, 153);
    put(makeButton(m_theme, QStringLiteral("Small"), {}, "small"), 312, 152);
}

void GalleryPage::addFields()
{
    heading(QStringLiteral("Fields"), left, 200);
    const auto add = [this](const QString &label, const QString &text, int x, int y) {
        auto *edit = new QLineEdit(text);
        auto *field = new FormField(m_theme, label, edit);
        put(field, x, y, 200, 80);
        return field;
    };
    add(QStringLiteral("Default"), QStringLiteral("ci-nightly"), 32, 226)->setMaximumHeight(56);
    FormField *focused = add(QStringLiteral("Focus"), QStringLiteral("eval-batch"), 244, 226);
    focused->setMaximumHeight(56);
    m_focused = focused->field();
    FormField *wrong = add(QStringLiteral("Error"), QStringLiteral("-5"), 32, 287);
    wrong->setError(QStringLiteral("Enter an amount above zero"));
    FormField *disabled = add(QStringLiteral("Disabled"), {}, 244, 287);
    disabled->setHelp(QStringLiteral("Only admins can change this"));
    static_cast<QLineEdit *>(disabled->field())->setPlaceholderText(QStringLiteral("Read only"));
    disabled->field()->setEnabled(false);
}

void GalleryPage::addSwitches()
{
    auto *period = new QComboBox;
    period->addItem(QStringLiteral("per day"));
    put(period, 32, 370, 120, 32);
    auto *checked = new QCheckBox(QStringLiteral("Checked"));
    checked->setChecked(true);
    put(checked, 166, 376);
    put(new QCheckBox(QStringLiteral("Off")), 260, 376);
    auto *on = new QRadioButton(QStringLiteral("On"));
    put(on, 319, 376);
    put(new QRadioButton(QStringLiteral("Off")), 376, 376);
    on->setChecked(true);
    auto *toggle = put(new ToggleSwitch(m_theme, QStringLiteral("On")), 32, 418);
    toggle->setChecked(true);
    put(makeLabel(QStringLiteral("On")), 76, 419);
    put(new ToggleSwitch(m_theme, QStringLiteral("Off")), 102, 418);
    put(makeLabel(QStringLiteral("Off")), 146, 419);
    auto *segments = new SegmentedControl(m_theme);
    segments->setSegments({QStringLiteral("Everyone"), QStringLiteral("Mine")});
    put(segments, 183, 412);
}

void GalleryPage::addFilters()
{
    heading(QStringLiteral("Filter chips"), left, 463);
    auto *status = new FilterChip(m_theme, QStringLiteral("Status"));
    status->setChoices({{QStringLiteral("Active"), 1}, {QStringLiteral("Disabled"), 2}}, true);
    put(status, 32, 491);
    auto *owner = new FilterChip(m_theme, QStringLiteral("Owner"));
    owner->setChoices({{QStringLiteral("Alice"), 1}, {QStringLiteral("Bob"), 2}}, true);
    owner->setValues({2});
    put(owner, 146, 491);
    auto *time = new FilterChip(m_theme, {});
    time->setLeadingIcon(QStringLiteral("calendar"));
    time->setRequired(true);
    time->setChoices({{QStringLiteral("Last 30 days"), 30}}, false);
    put(time, 261, 491);
    put(new SearchField(m_theme, QStringLiteral("Search keys")), 32, 533, 210, 32);
    put(makeButton(m_theme, QStringLiteral("Filter"), QStringLiteral("plus"), "ghost"), 249, 533);
}

void GalleryPage::addBulkBar()
{
    heading(QStringLiteral("Bulk bar"), left, 584);
    auto *bar = new QFrame;
    bar->setProperty("surface", QStringLiteral("bulk"));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(13, 0, 8, 0);
    row->addWidget(makeLabel(QStringLiteral("3 selected"), "strong"));
    row->addWidget(makeLabel(QStringLiteral("$214.50 this month"), "small"));
    row->addStretch();
    row->addWidget(makeButton(m_theme, QStringLiteral("Disable"), {}, "small"));
    row->addWidget(makeButton(m_theme, QStringLiteral("Limit…"), {}, "small"));
    row->addWidget(makeIconButton(m_theme, QStringLiteral("x"), QStringLiteral("Clear selection")));
    put(bar, 32, 612, columnWidth, 44);
}

void GalleryPage::addStates()
{
    heading(QStringLiteral("Proxy pill states"), left, 675);
    struct State
    {
        Mark mark;
        Tone tone;
        QString text, action;
        const char *role;
    };
    const QList<State> states{
        {Mark::Diamond, Tone::Simulated, QStringLiteral("Running, simulator only"),
         QStringLiteral("127.0.0.1:4417"), "micro"},
        {Mark::Triangle, Tone::Warning, QStringLiteral("Running, 1 provider failing"),
         QStringLiteral("Health"), "micro"},
        {Mark::Ring, Tone::Quiet, QStringLiteral("Proxy stopped"), QStringLiteral("Start"), "link"},
        {Mark::Cross, Tone::Danger, QStringLiteral("Port 4417 is in use"),
         QStringLiteral("Use 4418"), "link"}};
    for (qsizetype i = 0; i < states.size(); ++i) {
        auto *card = new Card(m_theme);
        auto *row = new QHBoxLayout;
        row->setContentsMargins(11, 0, 10, 0);
        row->setSpacing(10);
        auto *mark = new StateMark(m_theme, nullptr, 10);
        mark->setMark(states[i].mark, states[i].tone);
        row->addWidget(mark);
        row->addWidget(makeLabel(states[i].text, "strong"));
        row->addStretch();
        if (QByteArray(states[i].role) == "link") {
            QPushButton *link = makeButton(m_theme, states[i].action, {}, "link");
            link->setProperty("compact", true);
            row->addWidget(link);
        } else {
            row->addWidget(makeLabel(states[i].action, states[i].role));
        }
        card->body()->addLayout(row);
        put(card, 32, 703 + int(i) * 46, 300, 36);
    }
}

void GalleryPage::addBadges()
{
    heading(QStringLiteral("State badges: shape, word, colour"), middle, 25);
    const auto row = [this](int y, const QList<CellBadge> &badges) {
        int x = middle;
        for (const CellBadge &given : badges) {
            auto *badge = new Badge(m_theme);
            badge->setBadge(given);
            put(badge, x, y);
            x += qRound(badge->width() / m_theme.pxF(1)) + 8;
        }
    };
    row(53,
        {{QStringLiteral("Active"), Tone::Success, Mark::Dot},
         {QStringLiteral("Near limit"), Tone::Warning, Mark::Triangle},
         {QStringLiteral("Over limit"), Tone::Danger, Mark::Cross},
         {QStringLiteral("Disabled"), Tone::Neutral, Mark::Ring}});
    row(81,
        {{QStringLiteral("Expires in 3 d"), Tone::Warning, Mark::Clock},
         {QStringLiteral("Simulated"), Tone::Simulated, Mark::Diamond},
         {QStringLiteral("Admin"), Tone::Neutral, Mark::None},
         {QStringLiteral("New"), Tone::Info, Mark::None}});
}

void GalleryPage::addLimits()
{
    heading(QStringLiteral("Limit bars"), middle, 118);
    int y = 149;
    for (const auto &[share, used, limit] :
         {std::tuple{390, "$31.20", "of $80 / day"}, std::tuple{878, "$43.90", "of $50 / day"},
          std::tuple{1026, "$82.10", "of $80 / day"}}) {
        auto *bar = new LimitBar(m_theme);
        bar->setShare(share);
        bar->setTexts(QString::fromLatin1(used), QString::fromLatin1(limit));
        put(bar, middle, y);
        y += 24;
    }
}

void GalleryPage::addNotices()
{
    heading(QStringLiteral("Banners"), middle, 237);
    struct Sample
    {
        Tone tone;
        const char *icon, *sentence, *action;
    };
    int y = 265;
    for (const Sample &sample :
         {Sample{Tone::Danger, "circle-x", "Proxy stopped: port 4417 is in use", "Use 4418"},
          Sample{Tone::Warning, "triangle-alert", "Credit runs out in about 5 days", "Add credits"},
          Sample{Tone::Info, "info", "You are viewing as Bob (Member)", "Stop"},
          Sample{Tone::Simulated, "zap", "Simulator only: answers are made up",
                 "Add provider key"}}) {
        auto *notices = new Notices(this);
        notices->setBanner(
            QStringLiteral("sample"), sample.tone, QString::fromLatin1(sample.icon),
            QString::fromLatin1(sample.sentence), QString::fromLatin1(sample.action), [] {}, true);
        put(new BannerBar(m_theme, *notices, this), middle, y, columnWidth, 40);
        y += 50;
    }
    heading(QStringLiteral("Progress"), middle, 573);
    auto *progress = new ProgressRow(m_theme);
    progress->setText(QStringLiteral("Exporting requests.csv"));
    progress->setCount(QStringLiteral("612,400 of 1.2M"));
    progress->setProgress(510);
    put(progress, middle, 599, columnWidth);
}

void GalleryPage::addCards()
{
    heading(QStringLiteral("Stat card"), right, 25);
    auto *card = new StatCard(m_theme);
    card->setLabel(QStringLiteral("Spend this month"));
    card->setValue(QStringLiteral("$4,725.95"));
    card->setBadge({QStringLiteral("+12.4 %"), Tone::Neutral, Mark::None});
    card->setNote(QStringLiteral("vs 1–23 Oct · BYOK $318.20"));
    card->setSpark({20, 18, 34, 42, 46, 40, 34, 36, 22, 20, 38, 48, 42, 48, 44, 28, 24,
                    22, 50, 52, 40, 44, 52, 36, 34, 58, 60, 40, 46, 50, 56, 64, 26});
    put(card, right, 53, columnWidth);
    heading(QStringLiteral("Loading, after 150 ms"), right, 184);
    put(new Skeleton(m_theme, Skeleton::Kind::Card), right, 212, columnWidth);
    heading(QStringLiteral("Empty state"), right, 343);
    auto *surface = new Card(m_theme);
    auto *empty = new EmptyState(m_theme);
    empty->set(QStringLiteral("key-round"), QStringLiteral("No keys yet"),
               QStringLiteral("A key lets a tool use the proxy and carries its limits."),
               QStringLiteral("Create key"), QStringLiteral("Read about keys"));
    empty->setPrimaryIcon(QStringLiteral("plus"));
    surface->body()->addWidget(empty);
    put(surface, right, 371, columnWidth, 214);
}

void GalleryPage::addQuestion()
{
    heading(QStringLiteral("Confirm destructive"), right, 604);
    auto *question = new ConfirmDialog(
        m_theme, QStringLiteral("Delete key ci-nightly?"),
        QStringLiteral(
            "Used 214 times in the last 24 hours from 2 addresses. Requests with it fail "
            "at once with 401. Its usage stays in reports."),
        QStringLiteral("Delete key"), QStringLiteral("Disable instead"), &m_elsewhere);
    m_elsewhere.resize(size());
    question->setAttribute(Qt::WA_DeleteOnClose, false);
    question->setParent(this, Qt::Widget);
    question->setWindowModality(Qt::NonModal);
    question->show();
    question->move(m_theme.px(right), m_theme.px(632));
}

void GalleryPage::addSeries()
{
    heading(QStringLiteral("Series colours"), right, 811);
    const QStringList names{QStringLiteral("1 blue"), QStringLiteral("2 orange"),
                            QStringLiteral("3 teal"), QStringLiteral("4 plum"),
                            QStringLiteral("5 sky"),  QStringLiteral("6 indigo"),
                            QStringLiteral("Other")};
    for (int i = 0; i < int(names.size()); ++i) {
        const QColor colour = m_theme.colours().series[std::size_t(i)];
        auto *swatch = new QFrame;
        swatch->setStyleSheet(
            QStringLiteral("background: %1; border-radius: 4px").arg(colour.name()));
        put(swatch, right + i * 63, 843, 57, 30);
        put(makeLabel(names[i], "micro"), right + i * 63, 875, 60, 16);
        put(makeLabel(colour.name().toUpper(), "micro"), right + i * 63, 890, 60, 16);
    }
}

void GalleryPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_focused->setFocus();
    // Later: showing a window resets what is under the mouse.
    QTimer::singleShot(100, this, [this] {
        for (QWidget *widget : m_hovered) {
            widget->setAttribute(Qt::WA_UnderMouse);
            widget->update();
        }
    });
}

} // namespace turnpike::ui
