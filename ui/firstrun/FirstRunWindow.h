// SPDX-License-Identifier: GPL-3.0-or-later
// The first-run assistant: from an empty folder to the first request, in three steps.
#pragma once

#include "core/GenerationRow.h"
#include "core/Id.h"
#include "core/Key.h"
#include "core/Result.h"
#include "ui/Console.h"
#include "ui/shell/MessagePage.h"

#include <QWidget>

#include <optional>

class QLabel;
class QStackedWidget;

namespace turnpike::ui {

class ConnectPage;
class FirstRunFooter;
class FirstRunHead;
class KeyPage;
class ResultPage;
class StartPage;
struct Place;

/// A window of its own, shown before the console at the first start, and beside it when it is asked
/// for again. It makes nothing itself: ledger, organization and first key are there, or are being
/// made, when it says so.
class FirstRunWindow final : public QWidget
{
    Q_OBJECT

public:
    enum class Step : quint8 { Preparing, Failed, Start, ProviderKey, Connect, Result };

    FirstRunWindow(const Theme &theme, GatewayControl &gateway);
    ~FirstRunWindow() override;

    Step step() const { return m_step; }
    /// What is under way, by name: "Making the ledger".
    void showPreparing(const QString &what);
    void showProblem(const OpeningProblem &problem);
    /// Step 1, as soon as the gateway listens or says why it does not.
    void showConsole(Console &console);
    /// Before the console is destroyed; what is under way is said afterwards.
    void closeConsole();
    /// One sentence on step 1: "Port 4417 belongs to python3, so…".
    void setNote(const QString &note);
    void raiseToFront();

Q_SIGNALS:
    /// To the console: the assistant is over. An empty pane: wherever it is.
    void left(const turnpike::ui::Place &place);
    void quitAsked();
    void retryAsked();
    void folderChosen(const QString &folder);

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Names
    {
        QString organization;
        QString workspace;
        QList<Key> keys;
        QStringList models;
        QString first; ///< Of m_added's models; empty when it is none, or has none.
    };

    void build();
    void buildPages();
    void go(Step step);
    void back();
    void followGateway();
    void read();
    void take(const Names &names);
    void rename(const QString &name);
    void makeKey();
    void chooseSimulator();
    void providerSaved(ProviderId provider);
    void leave(const QString &pane);
    void leaveForLimit();
    void fit();

    const Theme &m_theme;
    GatewayControl &m_gateway;
    Console *m_console = nullptr;
    Step m_step = Step::Preparing;
    Names m_names;
    std::optional<Key> m_key; ///< The one that tools get.
    std::optional<ProviderId> m_added; ///< One of its models is chosen once they are known.
    FirstRunHead *m_head;
    QStackedWidget *m_pages;
    FirstRunFooter *m_footer;
    QWidget *m_preparing = nullptr;
    QLabel *m_what = nullptr;
    MessagePage *m_message = nullptr;
    std::unique_ptr<QObject> m_reading; ///< Its end is the end of what was asked for the console.
    StartPage *m_start = nullptr; ///< The rest only with a console.
    KeyPage *m_provider = nullptr;
    ConnectPage *m_connect = nullptr;
    ResultPage *m_result = nullptr;
};

} // namespace turnpike::ui
