// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderKeyForm.h"

#include "core/Format.h"
#include "core/Secret.h"
#include "services/BaseUrlTemplate.h"
#include "services/CatalogueFile.h"
#include "services/ControlPlane.h"
#include "services/ListedModels.h"
#include "ui/panes/providers/CustomProviderFields.h"
#include "ui/panes/providers/EnvironmentKeys.h"
#include "ui/panes/providers/EnvironmentOffer.h"
#include "ui/panes/providers/ProviderGrid.h"
#include "ui/panes/providers/ProviderKeyField.h"
#include "ui/panes/providers/ProviderTest.h"
#include "ui/panes/providers/ProviderTile.h"
#include "ui/panes/providers/TestCard.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/ProgressRow.h"
#include "ui/widgets/SearchField.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QUrl>

#include <algorithm>

namespace turnpike::ui {

namespace {

QString hostOf(const QString &url)
{
    const QUrl parsed(url);
    const QString host = parsed.host();
    return parsed.port() > 0 ? QStringLiteral("%1:%2").arg(host).arg(parsed.port()) : host;
}

/// "sk-…, 51 characters": enough to see that the right thing was pasted.
QString formOf(const Secret &secret)
{
    if (secret.isEmpty())
        return {};
    const std::string_view text = secret.reveal();
    const QString length
        = ProviderKeyForm::tr("%1 characters").arg(format::count(qint64(text.size())));
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos || dash == 0 || dash > 4 || text.size() < 20)
        return length;
    return ProviderKeyForm::tr("%1-…, %2")
        .arg(QString::fromUtf8(text.data(), qsizetype(dash)), length);
}

} // namespace

ProviderKeyForm::ProviderKeyForm(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_test(new ProviderTest(console.control, console.clock, this))
{
    setObjectName(QStringLiteral("providerKeyForm"));
    build();
    connect(m_test, &ProviderTest::changed, this, &ProviderKeyForm::testChanged);
    withKnownProviders(this, [this](const Result<KnownProviders> &known) { takeKnown(known); });
    connect(&console.control, &ControlPlane::providersChanged, this,
            &ProviderKeyForm::readProviders);
    readProviders();
    showChoice();
}

ProviderKeyForm::~ProviderKeyForm() = default;

// What is known

void ProviderKeyForm::takeKnown(const Result<KnownProviders> &known)
{
    if (!known)
        return showError(known.error());
    m_known = *known;
    QList<QPair<QString, QString>> tiles;
    QHash<QString, QString> names;
    for (const KnownProvider &provider : m_known->providers) {
        tiles.append({provider.draft.slug, provider.draft.name});
        names.insert(provider.draft.slug, provider.draft.name);
    }
    m_grid->setProviders(tiles);
    if (m_fixed)
        names = {{m_fixed->settings.slug, m_fixed->settings.name}};
    m_environment->setProviders(names);
    showAll();
    if (!m_wanted.isEmpty())
        preselect(std::exchange(m_wanted, {}));
    showChoice();
}

void ProviderKeyForm::readProviders()
{
    m_console.control.run(
        this, [](Services &services, const Actor &actor) { return services.providers.list(actor); },
        [this](const Result<QList<Provider>> &providers) {
            if (!providers)
                showError(providers.error());
            takeProviders(providers.value_or(QList<Provider>()));
        });
}

void ProviderKeyForm::takeProviders(const QList<Provider> &providers)
{
    m_providers = providers;
    QSet<QString> slugs;
    for (const Provider &provider : providers)
        slugs.insert(provider.settings.slug);
    m_grid->setAdded(slugs);
    if (!std::exchange(m_isListed, true) && m_key->isHolding())
        test();
    else
        showChoice();
}

void ProviderKeyForm::preselect(const QString &slug)
{
    if (m_known)
        m_grid->choose(slug);
    else
        m_wanted = slug;
}

void ProviderKeyForm::setFixedProvider(const Provider &provider)
{
    m_fixed = provider;
    m_choice->hide();
    m_environment->setProviders({{provider.settings.slug, provider.settings.name}});
    showChoice();
}

void ProviderKeyForm::reset()
{
    m_test->stop();
    m_key->clear();
    m_environment->reset();
    m_grid->clearChoice();
    m_search->clear();
    m_custom->clear();
    m_part->clear();
    clearErrors();
    showChoice();
}

bool ProviderKeyForm::hasChoice() const
{
    return m_fixed || m_grid->current();
}

bool ProviderKeyForm::isCustom() const
{
    return !m_fixed && m_grid->current() && m_grid->current()->isCustom();
}

QString ProviderKeyForm::slug() const
{
    if (m_fixed)
        return m_fixed->settings.slug;
    if (!m_grid->current())
        return {};
    return isCustom() ? m_custom->draft().slug : m_grid->current()->slug();
}

QString ProviderKeyForm::name() const
{
    if (m_fixed)
        return m_fixed->settings.name;
    if (!m_grid->current())
        return {};
    return isCustom() ? m_custom->draft().name : m_grid->current()->text();
}

const KnownProvider *ProviderKeyForm::known() const
{
    if (!m_known || isCustom() || !hasChoice())
        return nullptr;
    const auto found
        = std::ranges::find_if(m_known->providers, [slug = slug()](const KnownProvider &provider) {
              return provider.draft.slug == slug;
          });
    return found == m_known->providers.end() ? nullptr : &*found;
}

std::optional<Provider> ProviderKeyForm::existing() const
{
    if (m_fixed || isCustom())
        return m_fixed;
    for (const Provider &provider : m_providers) {
        if (provider.settings.slug == slug())
            return provider;
    }
    return std::nullopt;
}

/// One that is in the ledger is tested where it is there: its address may have been changed.
ProviderDraft ProviderKeyForm::draft() const
{
    if (const std::optional<Provider> there = existing())
        return there->settings;
    if (const KnownProvider *provider = known()) {
        ProviderDraft draft = provider->draft;
        // What stays open is refused by whoever reads the address.
        draft.baseUrl = filledBaseUrl(draft.baseUrl, m_part->text()).value_or(draft.baseUrl);
        return draft;
    }
    return isCustom() ? m_custom->draft() : ProviderDraft();
}

QString ProviderKeyForm::openPart() const
{
    const KnownProvider *provider = known();
    return provider && !existing() ? openPartOf(provider->draft.baseUrl) : QString();
}

bool ProviderKeyForm::hasAddress() const
{
    const QString url = draft().baseUrl;
    return !url.isEmpty() && openPartOf(url).isEmpty();
}

std::vector<ModelDraft> ProviderKeyForm::models() const
{
    if (const KnownProvider *provider = known())
        return provider->models;
    const ConnectionReport *report = m_test->report();
    return report ? listedModels(slug(), report->models) : std::vector<ModelDraft>();
}

// What is shown

void ProviderKeyForm::choose()
{
    clearErrors();
    m_test->stop();
    showChoice();
    if (m_key->isHolding())
        test();
    else if (isCustom())
        m_custom->focusFirst();
    else if (!openPart().isEmpty())
        m_part->setFocus(Qt::OtherFocusReason);
}

void ProviderKeyForm::showAll()
{
    const bool isMany = m_grid->count() > ProviderGrid::fewest;
    m_search->setVisible(isMany);
    m_all->setVisible(isMany);
    m_all->setText(m_grid->showsAll() ? tr("Show fewer") : tr("Show all %1").arg(m_grid->count()));
}

QString ProviderKeyForm::modelsText() const
{
    if (const KnownProvider *provider = known())
        return tr("Adds %1 models with the prices of %2, as far as they are missing.")
            .arg(format::count(qint64(provider->models.size())), m_known->sourceDate);
    const auto count = qint64(models().size());
    if (count > 0)
        return tr("Adds the %1 models that it lists, without prices: their requests count as "
                  "unpriced until they have some.")
            .arg(format::count(count));
    return tr("Models are added as the test finds them.");
}

void ProviderKeyForm::showChoice()
{
    const bool isChosen = hasChoice();
    const std::optional<Provider> there = existing();
    m_custom->setVisible(isCustom());
    showPart();
    m_keyField->setLabel(isChosen && !name().isEmpty() ? tr("%1 API key").arg(name())
                                                       : tr("API key"));
    m_keyField->setOptional(isCustom());
    m_key->setPlaceholder(isChosen ? tr("Paste the key: the test starts by itself")
                                   : tr("Choose a provider, then paste its key"));
    m_environment->setVisible(!m_key->isHolding());
    m_testCustom->setVisible(isCustom() && !m_key->isHolding()
                             && m_test->state() == ProviderTest::State::None);
    m_testCustom->setEnabled(hasAddress());
    QStringList note;
    if (there && there->hasCredential)
        note.append(tr("%1 has the key %2: saving replaces it.")
                        .arg(there->settings.name, there->credentialLabel));
    if (isChosen)
        note.append(modelsText());
    if (!openPart().isEmpty()) // Where everybody has a place of their own, it starts empty.
        note.append(tr("A model works there once it is deployed under its own name."));
    m_note->setText(note.join(QLatin1Char(' ')));
    m_note->setVisible(!note.isEmpty());

    TestCard::Subject subject;
    const ProviderDraft draft = this->draft();
    subject.host = hostOf(draft.baseUrl);
    subject.name = draft.name.isEmpty() ? subject.host : draft.name;
    subject.keyForm = formOf(m_key->secret());
    if (const KnownProvider *provider = known()) {
        for (const ModelDraft &model : provider->models) {
            for (const EndpointDraft &endpoint : model.endpoints)
                subject.catalogue.insert(endpoint.upstreamModel);
        }
    }
    m_card->setSubject(subject);
    Q_EMIT changed();
}

// Testing

/// What no header line can carry is told before anybody is asked.
bool ProviderKeyForm::isKeyFormRight()
{
    const std::string_view key = m_key->secret().reveal();
    const bool hasBlank = std::ranges::any_of(key, [](char c) { return c == ' ' || c == '\t'; });
    const bool isPlain = std::ranges::all_of(key, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (!isPlain)
        m_keyField->setError(hasBlank ? tr("There is a blank in this key; copy it once more.")
                                      : tr("A key has plain letters, digits and signs only; copy "
                                           "it once more."));
    return isPlain;
}

void ProviderKeyForm::test()
{
    clearErrors();
    m_test->stop();
    showChoice();
    if (!hasChoice()) {
        m_keyField->setHelp(tr("Choose the provider that it is for."));
        return;
    }
    m_keyField->setHelp({});
    if (!hasAddress() && !isCustom())
        return m_keyField->setHelp(tr("The test starts once the %1 is there.").arg(openPart()));
    if (isKeyFormRight() && m_isListed) // Else it starts with the list.
        m_test->start(draft(), m_key->secret());
}

void ProviderKeyForm::testChanged()
{
    const Error *error = m_test->error();
    if (error && error->code == ErrorCode::InvalidArgument) {
        const Error faulty = *error; // Goes with the test.
        m_test->stop();
        showError(faulty);
    }
    showChoice();
    if (m_phase != Phase::Waiting || m_test->state() == ProviderTest::State::Running)
        return;
    enter(Phase::Open);
    // Without an answer somebody has to decide once more.
    if (m_test->report() && !m_test->report()->isRefused())
        write();
}

void ProviderKeyForm::useEnvironment(const QString &slug, const QByteArray &variable)
{
    Secret key = environmentKey(variable);
    if (key.isEmpty())
        return m_environment->reset();
    m_key->clear();
    if (!m_fixed)
        m_grid->choose(slug);
    m_key->take(std::move(key));
}

// Saving

bool ProviderKeyForm::canSave() const
{
    const bool isRefused = m_test->state() == ProviderTest::State::Rejected;
    const bool hasFault = m_keyField->hasError();
    if (isSaving() || !m_isListed || !hasChoice() || isRefused || hasFault)
        return false;
    if (isCustom())
        return m_custom->isComplete();
    return hasAddress() && (m_key->isHolding() || m_key->hasTyped());
}

void ProviderKeyForm::save()
{
    using State = ProviderTest::State;
    if (m_key->hasTyped()) // Starts the test.
        m_key->takeTyped();
    if (canSave() && m_test->state() == State::None)
        test();
    if (!canSave()) // The test may find a fault in the key.
        return;
    if (m_test->state() == State::Running)
        enter(Phase::Waiting);
    else if (m_test->state() != State::None)
        write();
}

bool ProviderKeyForm::isUnproved() const
{
    return m_test->state() == ProviderTest::State::Failed;
}

void ProviderKeyForm::stopWaiting()
{
    if (isWaiting())
        m_test->stop();
}

void ProviderKeyForm::write()
{
    clearErrors();
    std::vector<ModelDraft> models = this->models();
    m_modelsToSave = static_cast<int>(models.size());
    m_savedModels = std::make_shared<std::atomic<int>>(0);
    enter(Phase::Writing);
    const bool works
        = m_test->state() == ProviderTest::State::Works && !m_test->report()->isListOpen;
    m_console.control.run(
        this,
        [draft = draft(), there = existing(), credential = m_key->secret(),
         models = std::move(models),
         count = m_savedModels](Services &services, const Actor &actor) {
            const auto told = [&count](int done) { count->store(done); };
            return there ? services.providerSetup.renew(actor, there->id, credential, models, told)
                         : services.providerSetup.add(actor, draft, credential, models, told);
        },
        [this, works](const Result<ProviderSetup::Done> &done) {
            enter(Phase::Open);
            if (!done)
                return showError(done.error());
            reset();
            Q_EMIT saved(done->provider.id, done->provider.settings.name, done->models, works);
        });
}

void ProviderKeyForm::enter(Phase phase)
{
    m_phase = phase;
    for (QWidget *part : std::initializer_list<QWidget *>{m_choice, m_custom, m_partField,
                                                          m_keyField, m_environment, m_testCustom})
        part->setEnabled(!isSaving());
    m_progress->setText(isWaiting() ? tr("Saved as soon as the test has ended well")
                                    : tr("Saving %1 with its models").arg(name()));
    m_progress->setCount({});
    m_progress->setProgress(-1);
    m_progress->setVisible(isSaving());
    if (phase == Phase::Writing)
        m_progressTimer->start();
    else
        m_progressTimer->stop();
    Q_EMIT changed();
}

void ProviderKeyForm::showProgress()
{
    const int done = m_savedModels->load();
    m_progress->setCount(tr("%1 of %2").arg(format::count(done), format::count(m_modelsToSave)));
    m_progress->setProgress(m_modelsToSave == 0 ? -1 : done * 1000 / m_modelsToSave);
}

void ProviderKeyForm::showError(const Error &error)
{
    if (error.field == QStringLiteral("/credential"))
        return m_keyField->setError(error.message);
    if (isCustom() && m_custom->showError(error))
        return;
    if (!openPart().isEmpty() && error.field == QStringLiteral("/base_url"))
        return m_partField->setError(error.message);
    m_problem->setText(error.message);
    m_problem->show();
    announce(m_problem, error.message);
}

void ProviderKeyForm::clearErrors()
{
    m_custom->clearErrors();
    m_partField->setError({});
    m_keyField->setError({});
    m_problem->hide();
}

} // namespace turnpike::ui
