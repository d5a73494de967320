// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/ConnectPage.h"

#include "core/ports/GatewayControl.h"
#include "services/TestRequest.h"
#include "ui/SessionSecrets.h"
#include "ui/firstrun/PageScroll.h"
#include "ui/panes/connect/CheckPanel.h"
#include "ui/panes/connect/ConnectionCheck.h"
#include "ui/panes/connect/Hairline.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SnippetBox.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

QString masked(const Key &key)
{
    return QString(key.label).replace(QStringLiteral("..."), QString(12, QChar(0x2022)));
}

QString plain(const Secret &secret)
{
    return QString::fromUtf8(secret.reveal().data(),
                             static_cast<qsizetype>(secret.reveal().size()));
}

} // namespace

ConnectPage::ConnectPage(Console &console, QWidget *parent, const QStringList &toolFolders)
    : QWidget(parent)
    , m_console(console)
    , m_finder(toolFolders)
    , m_check(new ConnectionCheck({.live = console.live,
                                   .reads = console.reads,
                                   .gateway = console.gateway,
                                   .clock = console.clock},
                                  this))
    , m_box(new SnippetBox(console.theme, tr("Lines for the tool"), this, SnippetBox::Look::Main))
    , m_hint(makeLabel({}, "small", this))
    , m_newKey(makeButton(console.theme, tr("Make a new key"), {}, "link", this))
    , m_problem(makeLabel({}, "error", this))
    , m_panel(new CheckPanel(console.theme, this))
    , m_test(makeButton(console.theme, {}, QStringLiteral("send"), nullptr, this))
{
    const Theme &theme = console.theme;
    m_hint->setObjectName(QStringLiteral("firstRunHint"));
    m_hint->setWordWrap(true);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_newKey->setObjectName(QStringLiteral("firstRunNewKey"));
    m_test->setObjectName(QStringLiteral("firstRunTest"));

    auto *scroll = new PageScroll(theme, this);
    QVBoxLayout *lines = scroll->column();
    lines->setSpacing(theme.px(10));
    lines->addWidget(makeChoices());
    lines->addWidget(m_box);
    auto *hint = new QHBoxLayout;
    hint->addWidget(m_hint, 1);
    hint->addWidget(m_newKey, 0, Qt::AlignTop);
    lines->addLayout(hint);
    lines->addWidget(m_problem);
    lines->addStretch(1);

    auto *check = new QHBoxLayout;
    check->setContentsMargins(theme.px(PageScroll::margin), theme.px(8),
                              theme.px(PageScroll::margin), theme.px(8));
    check->addWidget(m_panel, 1);
    m_panel->setAct(m_test);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(new Hairline(theme, this));
    column->addLayout(check);

    connect(m_box, &SnippetBox::tabChanged, this, &ConnectPage::fillLines);
    connect(m_newKey, &QPushButton::clicked, this, &ConnectPage::keyAsked);
    connect(m_test, &QPushButton::clicked, this, &ConnectPage::sendTest);
    connect(m_check, &ConnectionCheck::changed, this, &ConnectPage::followCheck);
    connect(&console.secrets, &SessionSecrets::changed, this, &ConnectPage::follow);
    console.gateway.onChange(this, [this] { follow(); });
    connect(&theme, &Theme::changed, this, &ConnectPage::followCheck);
    follow();
    look();
}

ConnectPage::~ConnectPage() = default;

QWidget *ConnectPage::makeChoices()
{
    const Theme &theme = m_console.theme;
    auto *choices = new QWidget(this);
    m_tool = new QComboBox(choices);
    m_model = new QComboBox(choices);
    m_tool->setObjectName(QStringLiteral("firstRunTool"));
    m_model->setObjectName(QStringLiteral("firstRunModel"));
    m_tool->setAccessibleDescription(tr("Tool that the lines are for"));
    m_model->setAccessibleDescription(tr("Model that the tool is told to use"));
    for (const Tool &tool : ToolCatalog::tools())
        if (tool.support == ToolSupport::Served)
            m_tool->addItem(tool.name, tool.id);
    auto *row = new QHBoxLayout(choices);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(8));
    const auto add = [&](const QString &words, QComboBox *box) {
        auto *label = makeLabel(words, "strong", choices);
        label->setBuddy(box);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(16);
        row->addWidget(label);
        row->addWidget(box, 1);
    };
    add(tr("Tool"), m_tool);
    row->addSpacing(theme.px(12));
    add(tr("Model"), m_model);
    connect(m_tool, &QComboBox::activated, this, [this] { m_wasToolChosen = true; });
    connect(m_tool, &QComboBox::currentIndexChanged, this, &ConnectPage::follow);
    connect(m_model, &QComboBox::currentIndexChanged, this, &ConnectPage::follow);
    return choices;
}

/// The first tool of the list that is on this machine is the one that is likely meant.
void ConnectPage::look()
{
    for (int i = m_tool->count() - 1; i >= 0; --i) {
        const std::optional<Tool> tool = ToolCatalog::find(m_tool->itemData(i).toString());
        if (!tool || tool->programs.isEmpty())
            continue;
        m_finder.find(this, tool->programs, [this, i](const FoundTool &found) {
            if (!found.path.isEmpty() && !m_wasToolChosen)
                m_tool->setCurrentIndex(i);
        });
    }
}

void ConnectPage::setKey(const std::optional<Key> &key)
{
    const bool isOther = key.has_value() != m_key.has_value() || (key && key->id != m_key->id);
    m_key = key;
    if (isOther) {
        m_check->watch(key);
        setProblem({});
    }
    follow();
}

void ConnectPage::setModels(const QStringList &models, const QString &chosen)
{
    {
        const QSignalBlocker silence(m_model);
        const QString wanted = chosen.isEmpty() ? m_model->currentText() : chosen;
        m_model->clear();
        m_model->addItems(models);
        m_model->setCurrentIndex(std::max(0, m_model->findText(wanted)));
    }
    follow();
}

void ConnectPage::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        announce(m_problem, problem);
}

void ConnectPage::begin()
{
    m_isAnswered = false;
    m_announced.clear();
    m_check->restart();
}

void ConnectPage::takeFocus()
{
    m_test->setFocus(Qt::OtherFocusReason);
}

std::optional<Tool> ConnectPage::tool() const
{
    return ToolCatalog::find(m_tool->currentData().toString());
}

const Secret *ConnectPage::secret() const
{
    return m_key ? m_console.secrets.find(m_key->id) : nullptr;
}

QString ConnectPage::url() const
{
    const GatewayStatus status = m_console.gateway.status();
    return status.url.isEmpty() ? QStringLiteral("http://%1/api/v1").arg(status.address)
                                : status.url;
}

void ConnectPage::follow()
{
    const std::optional<Tool> chosen = tool();
    if (!chosen)
        return;
    QStringList tabs;
    for (const ToolSnippet &snippet :
         ToolCatalog::snippets(*chosen, {.url = url(), .key = {}, .model = {}}))
        tabs.append(snippet.title);
    {
        const QSignalBlocker silence(m_box);
        const int before = m_box->currentTab();
        m_box->setTabs(tabs);
        m_box->setCurrentTab(std::clamp<int>(before, 0, int(tabs.size()) - 1));
    }
    fillLines();
    followCheck();
}

void ConnectPage::fillLines()
{
    const std::optional<Tool> chosen = tool();
    const int tab = m_box->currentTab();
    if (!chosen || tab < 0)
        return;
    const Secret *known = secret();
    const auto lines = [&](const SnippetValue &key) {
        ToolSettings settings{.url = url(), .key = key, .model = m_model->currentText()};
        if (qEnvironmentVariable("SHELL").endsWith(QStringLiteral("zsh")))
            settings.posixProfile = QStringLiteral("~/.zshrc");
        return ToolCatalog::snippets(*chosen, settings).value(tab).text;
    };
    const SnippetValue variable{QString::fromLatin1(keyVariable), SnippetValue::Kind::Variable};
    const SnippetValue shown = known ? SnippetValue{masked(*m_key)} : variable;
    const ToolSettings place{.url = url(), .key = {}, .model = {}};
    m_box->setFilledIn({place.url, place.rootUrl(), shown.text, m_model->currentText()});
    m_box->setSnippet(lines(shown), known ? lines({plain(*known)}) : lines(variable));
    m_newKey->setVisible(!known);
    m_hint->setText(known ? chosen->hint
                          : tr("The secret of a key is shown only once, so the lines take it from "
                               "the variable %1.")
                                .arg(variable.text));
}

void ConnectPage::followCheck()
{
    using State = ConnectionCheck::State;
    const State state = m_check->state();
    const QString key = m_key ? m_key->name : tr("this key");
    QString title;
    switch (state) {
    case State::NoKey:
        title = tr("No key yet");
        m_panel->show(Tone::Neutral, Mark::Ring, title, tr("Make a key, then copy the lines."));
        break;
    case State::GatewayDown:
        title = tr("The proxy does not run");
        m_panel->show(Tone::Warning, Mark::Triangle, title,
                      tr("Nothing can arrive. Step 1 says why."));
        break;
    case State::Waiting:
    case State::Quiet:
        title = tr("Waiting for a request…");
        m_panel->show(
            Tone::Info, Mark::Spinner, title,
            state == State::Waiting
                ? tr("It shows here as soon as one comes with %1.").arg(key)
                : tr("None with %1 for a minute. A tool may need a new terminal.").arg(key));
        break;
    case State::Receiving:
    case State::Connected:
        title = tr("A request is running");
        m_panel->show(Tone::Info, Mark::Spinner, title, tr("Waiting for its end."));
        break;
    case State::Refused:
        title = tr("It did not work");
        m_panel->show(Tone::Danger, Mark::Cross, title, m_check->problem());
        break;
    }
    if (title != m_announced && isVisible())
        announce(m_panel, title);
    m_announced = title;
    m_test->setText(m_isTesting ? tr("Sending…") : tr("Send a test request for me"));
    m_test->setEnabled(secret() && state != State::GatewayDown);
    if (state != State::Connected || !m_check->row() || m_isAnswered || !isVisible())
        return;
    m_isAnswered = true;
    Q_EMIT answered(*m_check->row());
}

void ConnectPage::sendTest()
{
    const Secret *known = secret();
    if (!known || m_isTesting)
        return;
    if (!m_request)
        m_request = std::make_unique<TestRequest>();
    m_isTesting = true;
    m_check->restart();
    m_request->send(this, url(), *known, m_model->currentText(), [this](const TestAnswer &answer) {
        m_isTesting = false;
        m_check->note(answer);
        followCheck();
    });
}

} // namespace turnpike::ui
