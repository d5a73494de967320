// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyActions.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "models/KeyRow.h"
#include "services/ControlPlane.h"
#include "services/LedgerReads.h"
#include "ui/SessionSecrets.h"
#include "ui/panes/keys/CreateKeyDialog.h"
#include "ui/panes/keys/KeyFigures.h"
#include "ui/panes/keys/LimitDialog.h"
#include "ui/panes/keys/RenameKeyDialog.h"
#include "ui/panes/keys/RevealKeyDialog.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/widgets/ConfirmDialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPointer>
#include <QWidget>

namespace turnpike::ui {

namespace {

const QString problemId = QStringLiteral("keys.problem");

QVariantMap keyArguments(const Key &key)
{
    return {{QStringLiteral("key"), qlonglong(key.id.value)}};
}

} // namespace

KeyActions::KeyActions(Console &console, QWidget &host)
    : QObject(&host)
    , m_console(console)
    , m_host(host)
{}

template <typename T>
bool KeyActions::isDone(const Result<T> &result)
{
    if (result)
        m_console.notices.clearBanner(problemId);
    else
        showProblem(result.error().message);
    return result.has_value();
}

void KeyActions::showProblem(const QString &sentence)
{
    m_console.notices.setBanner(problemId, Tone::Danger, QStringLiteral("circle-x"), sentence, {},
                                {}, true);
}

void KeyActions::create(const QStringList &names)
{
    auto *dialog = new CreateKeyDialog(m_console.theme, m_console.clock, names, m_host.window());
    // The secret exists once: it is shown even if the dialog is gone by then.
    connect(dialog, &CreateKeyDialog::wanted, this,
            [this, dialog = QPointer(dialog)](const KeyDraft &draft) {
                m_console.control.run(
                    this,
                    [draft](Services &services, const Actor &actor) {
                        return services.keys.create(actor, draft);
                    },
                    [this, dialog](const Result<IssuedKey> &issued) {
                        if (dialog)
                            dialog->finish(issued ? std::nullopt : std::optional(issued.error()));
                        if (issued)
                            reveal(*issued);
                        else if (!dialog)
                            showProblem(issued.error().message);
                    });
            });
    dialog->open();
}

void KeyActions::reveal(const IssuedKey &issued)
{
    m_console.secrets.keep(issued.key.id, issued.secret);
    Q_EMIT created(issued.key.id);
    auto *dialog = new RevealKeyDialog(m_console, issued, m_host.window());
    connect(dialog, &RevealKeyDialog::toolWanted, this,
            [this, key = issued.key] { connectTool(key); });
    dialog->open();
}

void KeyActions::rename(const Key &key, const QStringList &names)
{
    auto *dialog = new RenameKeyDialog(m_console.theme, key.name, names, m_host.window());
    connect(dialog, &RenameKeyDialog::wanted, this,
            [this, key, dialog = QPointer(dialog)](const QString &name) {
                m_console.control.run(
                    this,
                    [id = key.id, name](Services &services, const Actor &actor) {
                        return services.keys.rename(actor, id, name);
                    },
                    [this, key, dialog](const Result<Key> &renamed) {
                        if (dialog)
                            dialog->finish(renamed ? std::nullopt : std::optional(renamed.error()));
                        if (renamed)
                            m_console.notices.toast(
                                tr("Key %1 is now named %2.").arg(key.name, renamed->name),
                                [this, key] { changeName(key, key.name); });
                    });
            });
    dialog->open();
}

void KeyActions::changeName(const Key &key, const QString &name)
{
    m_console.control.run(
        this,
        [id = key.id, name](Services &services, const Actor &actor) {
            return services.keys.rename(actor, id, name);
        },
        [this](const Result<Key> &renamed) { isDone(renamed); });
}

void KeyActions::setLimit(const Key &key)
{
    auto *dialog = new LimitDialog(m_console.theme, key, m_host.window());
    connect(dialog, &LimitDialog::wanted, this,
            [this, key, dialog = QPointer(dialog)](const std::optional<KeyLimit> &limit) {
                changeLimit(key, limit, [dialog](const Result<Key> &changed) {
                    if (dialog)
                        dialog->finish(changed ? std::nullopt : std::optional(changed.error()));
                });
            });
    dialog->open();
}

void KeyActions::changeLimit(const Key &key, const std::optional<KeyLimit> &limit,
                             std::function<void(const Result<Key> &)> done)
{
    m_console.control.run(
        this,
        [id = key.id, limit](Services &services, const Actor &actor) {
            return services.keys.setLimit(actor, id, limit);
        },
        [this, key, done = std::move(done)](const Result<Key> &changed) {
            done(changed);
            if (!changed)
                return;
            const QString text = changed->limit
                ? tr("Limit of %1 is %2 %3.")
                      .arg(key.name, limitAmount(changed->limit->amount),
                           limitPeriod(changed->limit->reset))
                : tr("Key %1 has no limit now.").arg(key.name);
            m_console.notices.toast(text, [this, key] { restoreLimit(key); });
        });
}

void KeyActions::restoreLimit(const Key &key)
{
    m_console.control.run(
        this,
        [id = key.id, limit = key.limit](Services &services, const Actor &actor) {
            return services.keys.setLimit(actor, id, limit);
        },
        [this](const Result<Key> &changed) { isDone(changed); });
}

void KeyActions::setDisabled(const QList<Key> &wanted, bool isDisabled)
{
    QList<Key> keys = wanted; // Only what changes: undoing must leave the others alone.
    keys.removeIf([isDisabled](const Key &key) { return key.isDisabled == isDisabled; });
    if (keys.isEmpty())
        return;
    changeDisabled(keys, isDisabled, [this, keys, isDisabled] {
        const QString text = keys.size() == 1
            ? (isDisabled ? tr("Key %1 disabled.") : tr("Key %1 enabled.")).arg(keys.first().name)
            : (isDisabled ? tr("%1 keys disabled.") : tr("%1 keys enabled."))
                  .arg(format::count(keys.size()));
        m_console.notices.toast(
            text, [this, keys, isDisabled] { changeDisabled(keys, !isDisabled, {}); });
    });
}

void KeyActions::changeDisabled(const QList<Key> &keys, bool isDisabled, std::function<void()> done)
{
    m_console.control.run(
        this,
        [keys, isDisabled](Services &services, const Actor &actor) -> Result<> {
            for (const Key &key : keys)
                TRY(services.keys.setDisabled(actor, key.id, isDisabled));
            return {};
        },
        [this, done = std::move(done)](const Result<> &changed) {
            if (isDone(changed) && done)
                done();
        });
}

void KeyActions::remove(const Key &key)
{
    if (m_isAsking)
        return;
    m_isAsking = true;
    m_console.reads.run(
        this,
        [id = key.id, now = m_console.clock.nowUs()](const ReadServices &services,
                                                     const Actor &actor) {
            return readKeyFigures(services, actor, id, now);
        },
        [this, key](const Result<KeyFigures> &figures) {
            m_isAsking = false;
            askToRemove(key, figures);
        });
}

void KeyActions::askToRemove(const Key &key, const Result<KeyFigures> &figures)
{
    QString use = tr("How often it was used could not be read.");
    if (figures && figures->requestsLastDay == 0)
        use = tr("It was not used in the last 24 h.");
    else if (figures)
        use = tr("Used %1 times in the last 24 h.").arg(format::count(figures->requestsLastDay));
    auto *dialog = new ConfirmDialog(
        m_console.theme, tr("Delete key %1?").arg(key.name),
        tr("%1 Requests with it fail at once with 401. Its usage stays in reports.").arg(use),
        tr("Delete key"), key.isDisabled ? QString() : tr("Disable instead"), m_host.window());
    connect(dialog, &ConfirmDialog::confirmed, this, [this, key] { removeNow(key); });
    connect(dialog, &ConfirmDialog::softerChosen, this, [this, key] { setDisabled({key}, true); });
    dialog->open();
}

void KeyActions::removeNow(const Key &key)
{
    m_console.control.run(
        this,
        [id = key.id](Services &services, const Actor &actor) {
            return services.keys.remove(actor, id);
        },
        [this, key](const Result<> &removed) {
            if (!isDone(removed))
                return;
            m_console.notices.toast(tr("Key %1 deleted.").arg(key.name), [this, key] {
                m_console.control.run(
                    this,
                    [id = key.id](Services &services, const Actor &actor) {
                        return services.keys.undelete(actor, id);
                    },
                    [this](const Result<Key> &restored) { isDone(restored); });
            });
        });
}

void KeyActions::copyId(const Key &key)
{
    QGuiApplication::clipboard()->setText(key.hash);
    m_console.notices.toast(tr("Id of %1 copied.").arg(key.name));
}

void KeyActions::connectTool(const Key &key)
{
    m_console.navigation.go({QStringLiteral("connect"), keyArguments(key)});
}

void KeyActions::showActivity(const Key &key)
{
    m_console.navigation.go({QStringLiteral("activity"), keyArguments(key)});
}

} // namespace turnpike::ui
