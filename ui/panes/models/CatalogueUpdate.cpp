// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/CatalogueUpdate.h"

#include "core/Format.h"
#include "services/ControlPlane.h"
#include "ui/panes/models/CatalogueDialog.h"
#include "ui/shell/Notices.h"

#include <QPointer>
#include <QWidget>

namespace turnpike::ui {

namespace {

const QString banner = QStringLiteral("models.refresh");

} // namespace

CatalogueUpdate::CatalogueUpdate(Console &console, QWidget &host, QString from)
    : QObject(&host)
    , m_console(console)
    , m_host(host)
    , m_from(std::move(from))
{}

void CatalogueUpdate::start()
{
    if (m_isBusy)
        return;
    setBusy(true);
    m_console.notices.clearBanner(banner);
    fetchModelList(this, m_from, [this](const Result<QByteArray> &list) {
        if (list)
            compare(*list);
        else
            showProblem(list.error().message);
    });
}

void CatalogueUpdate::compare(const QByteArray &list)
{
    m_console.control.run(
        this,
        [list](Services &services, const Actor &actor) {
            return compareCatalogue(services, actor,
                                    {list.constData(), static_cast<std::size_t>(list.size())});
        },
        [this](const Result<CatalogueDiff> &diff) {
            if (diff)
                show(*diff);
            else
                showProblem(diff.error().message);
        });
}

void CatalogueUpdate::show(const CatalogueDiff &diff)
{
    setBusy(false);
    if (diff.changes.empty()) {
        m_console.notices.toast(tr("The catalogue is as %1 has it.").arg(diff.source));
        return;
    }
    auto *dialog = new CatalogueDialog(m_console.theme, diff, &m_host);
    connect(dialog, &CatalogueDialog::wanted, this,
            [this, dialog](const std::vector<CatalogueChange> &chosen) { apply(dialog, chosen); });
    dialog->open();
}

void CatalogueUpdate::apply(CatalogueDialog *dialog, const std::vector<CatalogueChange> &chosen)
{
    m_console.control.run(
        this,
        [chosen](Services &services, const Actor &actor) {
            return applyCatalogue(services, actor, chosen);
        },
        [this, dialog = QPointer(dialog)](const Result<int> &changed) {
            if (dialog)
                dialog->finish(changed ? std::nullopt : std::optional(changed.error()));
            if (changed)
                m_console.notices.toast(
                    *changed == 1 ? tr("1 model changed.")
                                  : tr("%1 models changed.").arg(format::count(*changed)));
        });
}

void CatalogueUpdate::showProblem(const QString &sentence)
{
    setBusy(false);
    m_console.notices.setBanner(
        banner, Tone::Danger, QStringLiteral("circle-x"),
        tr("The catalogue could not be refreshed: %1").arg(sentence), tr("Try again"),
        [self = QPointer(this)] {
            if (self)
                self->start();
        },
        true);
}

void CatalogueUpdate::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    Q_EMIT busyChanged(isBusy);
}

} // namespace turnpike::ui
