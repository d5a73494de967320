// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/TestCard.h"

#include "core/Format.h"
#include "ui/panes/connect/Hairline.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using State = ProviderTest::State;

namespace {

constexpr int markSize = 14;

} // namespace

TestCard::TestCard(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_title(makeLabel({}, "strong", this))
    , m_time(makeLabel({}, "small", this))
    , m_stop(makeButton(theme, tr("Stop"), {}, "link", this))
    , m_advice(makeLabel({}, "small", this))
{
    setObjectName(QStringLiteral("testCard"));
    setProperty("surface", QStringLiteral("well"));
    m_title->setObjectName(QStringLiteral("testTitle"));
    m_advice->setObjectName(QStringLiteral("testAdvice"));
    m_advice->setWordWrap(true);
    m_stop->setObjectName(QStringLiteral("stopTest"));
    m_stop->setProperty("compact", true);
    m_stop->setAutoDefault(false);
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(8));
    head->addWidget(m_title, 1);
    head->addWidget(m_time);
    head->addWidget(m_stop);
    m_column->addLayout(head);
    m_column->setSpacing(0);
    m_column->addSpacing(theme.px(4));
    m_form = addRow();
    m_host = addRow();
    m_key = addRow();
    m_list = addRow();
    m_advice->setContentsMargins(0, theme.px(5), 0, 0);
    m_column->addWidget(m_advice);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_test)
            m_test->stop();
    });
    connect(&theme, &Theme::changed, this, &TestCard::follow);
    follow();
}

void TestCard::setTest(ProviderTest *test)
{
    if (test == m_test)
        return;
    if (m_test)
        m_test->disconnect(this);
    m_test = test;
    m_announced.clear();
    if (test) {
        connect(test, &ProviderTest::changed, this, &TestCard::follow);
        connect(test, &ProviderTest::ticked, this, &TestCard::showTime);
    }
    follow();
}

TestCard::Row TestCard::addRow()
{
    if (m_column->count() > 2)
        m_column->addWidget(new Hairline(m_theme, this));
    Row row{new QWidget(this), nullptr, nullptr, nullptr, nullptr};
    row.mark = new StateMark(m_theme, row.row, 10);
    row.check = new QLabel(row.row);
    row.text = makeLabel({}, nullptr, row.row);
    row.detail = makeLabel({}, "small", row.row);
    row.detail->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto *line = new QHBoxLayout(row.row);
    line->setContentsMargins(0, m_theme.px(3), 0, m_theme.px(3));
    line->setSpacing(m_theme.px(10));
    auto *slot = new QWidget(row.row);
    slot->setFixedSize(m_theme.px(16), m_theme.px(18));
    auto *centred = new QHBoxLayout(slot);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addWidget(row.mark, 0, Qt::AlignCenter);
    centred->addWidget(row.check, 0, Qt::AlignCenter);
    line->addWidget(slot);
    line->addWidget(row.text, 1);
    line->addWidget(row.detail);
    m_column->addWidget(row.row);
    return row;
}

void TestCard::setSubject(const Subject &subject)
{
    m_subject = subject;
    follow();
}

void TestCard::set(Row &row, Step step, const QString &text, const QString &detail)
{
    const Colours &colours = m_theme.colours();
    const bool isDone = step == Step::Done || step == Step::Told;
    row.check->setVisible(isDone);
    row.mark->setVisible(!isDone);
    QString word;
    switch (step) {
    case Step::Waits:
        row.mark->setMark(Mark::Ring, Tone::Neutral);
        word = tr("waits");
        break;
    case Step::Runs:
        row.mark->setMark(Mark::Spinner, Tone::Accent);
        word = tr("running");
        break;
    case Step::Done:
    case Step::Told:
        row.check->setPixmap(m_theme.pixmap(
            step == Step::Done ? QStringLiteral("check") : QStringLiteral("info"),
            m_theme.px(markSize), step == Step::Done ? colours.success : colours.info,
            devicePixelRatioF()));
        word = tr("done");
        break;
    case Step::Failed:
        row.mark->setMark(Mark::Cross, Tone::Danger);
        word = tr("failed");
        break;
    }
    row.text->setText(text);
    setStyleProperty(*row.text, "role", step == Step::Waits ? QStringLiteral("quiet") : QVariant());
    row.detail->setText(detail);
    row.row->setAccessibleName(detail.isEmpty() ? tr("%1: %2").arg(text, word)
                                                : tr("%1: %2, %3").arg(text, word, detail));
}

void TestCard::follow()
{
    m_column->setContentsMargins(m_theme.px(15), m_theme.px(9), m_theme.px(15), m_theme.px(9));
    const bool isShown = m_test && m_test->state() != State::None;
    setVisible(isShown);
    if (!isShown)
        return;
    showSteps();
    showVerdict();
    showTime();
}

QString TestCard::listText() const
{
    const ConnectionReport &report = *m_test->report();
    const QString count = report.modelCount == 1
        ? tr("1 model")
        : tr("%1 models").arg(format::count(report.modelCount));
    if (m_subject.catalogue.isEmpty())
        return count;
    const auto unknown = std::ranges::count_if(
        report.models, [this](const QString &id) { return !m_subject.catalogue.contains(id); });
    return unknown == 0 ? tr("%1, all in the catalogue").arg(count)
                        : tr("%1, %2 not in the catalogue").arg(count, format::count(unknown));
}

void TestCard::showSteps()
{
    const State state = m_test->state();
    const ConnectionReport *report = m_test->report();
    if (m_subject.keyForm.isEmpty())
        set(m_form, Step::Told, tr("No key is sent"), {});
    else if (m_subject.isStored && m_test->error()
             && m_test->error()->code != ErrorCode::UpstreamFailed
             && m_test->error()->code != ErrorCode::Timeout)
        set(m_form, Step::Failed, tr("Key cannot be read"), {});
    else if (m_subject.isStored)
        set(m_form, Step::Done, tr("Key was read"), m_subject.keyForm);
    else
        set(m_form, Step::Done, tr("Key has the right form"), m_subject.keyForm);
    const QString answers = tr("%1 answers").arg(m_subject.host);
    if (state == State::Running)
        set(m_host, Step::Runs, answers, {});
    else if (report)
        set(m_host, Step::Done, answers,
            report->answeredMs == 0 ? tr("under 1 ms")
                                    : format::latency(report->answeredMs * 1'000));
    else
        set(m_host, Step::Failed, tr("No list of models from %1").arg(m_subject.host), {});
    const QString accepted
        = m_subject.keyForm.isEmpty() ? tr("Works without a key") : tr("Key is accepted");
    if (!report)
        set(m_key, Step::Waits, accepted, {});
    else if (state == State::Rejected)
        set(m_key, Step::Failed, tr("Key is not accepted"), tr("status %1").arg(report->status));
    else if (report->isListOpen)
        set(m_key, Step::Told, tr("Key is not asked for"), tr("the list is open to all"));
    else if (state == State::NoModels)
        set(m_key, Step::Told, tr("Key is not refused"), tr("status %1").arg(report->status));
    else
        set(m_key, Step::Done, accepted, tr("status %1").arg(report->status));
    const QString list = state == State::Works ? tr("Model list is read") : tr("Model list");
    if (!report || state == State::Rejected)
        set(m_list, Step::Waits, list, {});
    else if (state == State::Works)
        set(m_list, Step::Done, list, listText());
    else
        set(m_list, Step::Failed, list, tr("none"));
}

void TestCard::showVerdict()
{
    const State state = m_test->state();
    const TestVerdict verdict = verdictOf(*m_test, m_subject.name);
    const QString title = state == State::Running
        ? (m_subject.keyForm.isEmpty() ? tr("Testing the provider") : tr("Testing the key"))
        : verdict.title;
    m_title->setText(title);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText,
                     m_theme.colours().of(state == State::Running ? Tone::Normal : verdict.tone));
    m_title->setPalette(colours);
    m_advice->setText(verdict.advice);
    m_advice->setVisible(!verdict.advice.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(verdict.advice);
    if (state != State::Running && !title.isEmpty() && title != m_announced && isVisible())
        announce(this, verdict.advice.isEmpty() ? title : tr("%1. %2").arg(title, verdict.advice));
    m_announced = state == State::Running ? QString() : title;
}

void TestCard::showTime()
{
    m_time->setText(tr("spends nothing · %1").arg(format::latency(m_test->elapsedMs() * 1'000)));
    m_stop->setVisible(m_test->state() == State::Running);
}

} // namespace turnpike::ui
