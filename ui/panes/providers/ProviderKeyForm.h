// SPDX-License-Identifier: GPL-3.0-or-later
// Adding a provider: which one, its key, whether it works, and saving it with its models.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"
#include "ui/Console.h"
#include "ui/panes/providers/KnownProviders.h"

#include <QList>
#include <QWidget>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;
class QVBoxLayout;

namespace turnpike {
struct Error;
struct KnownProvider;
} // namespace turnpike

namespace turnpike::ui {

class CustomProviderFields;
class EnvironmentOffer;
class FormField;
class ProgressRow;
class ProviderGrid;
class ProviderKeyField;
class ProviderTest;
class SearchField;
class TestCard;

/// Stands in a dialog or a page, which brings the button that calls save(). The key is in this form
/// and in the ledger, nowhere else. A provider that is there already gets the new key.
class ProviderKeyForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ProviderKeyForm(Console &console, QWidget *parent);
    ~ProviderKeyForm() override;

    /// A provider is chosen, has the key that it needs, did not refuse it, and nothing is being
    /// saved.
    bool canSave() const;
    /// save() was accepted, and neither ended nor failed so far.
    bool isSaving() const { return m_phase != Phase::Open; }
    /// Saving, but nothing is written yet: the test decides first.
    bool isWaiting() const { return m_phase == Phase::Waiting; }
    /// The test came to no answer: save() saves what nobody has proved. Who offers it says so.
    bool isUnproved() const;
    /// Provider, key and models in one change, after the test: one that runs is waited for, one
    /// that was not made is made. Unless it is answered well nothing is saved; isUnproved() then
    /// lets a second call do it. Errors stand at their fields.
    void save();
    /// Ends a test that is waited for; nothing is saved then.
    void stopWaiting();
    /// Forgets key, choice and test.
    void reset();
    /// A known provider by its slug; one that is in the ledger as well.
    void preselect(const QString &slug);
    /// The provider cannot be chosen any more: another key for this one.
    void setFixedProvider(const Provider &provider);

Q_SIGNALS:
    void changed(); ///< canSave() or isSaving() may answer differently.
    /// `models` are new; `works`: the provider took the key in the test.
    void saved(turnpike::ProviderId provider, const QString &name, int models, bool works);

private:
    enum class Phase : quint8 { Open, Waiting, Writing };

    void build();
    void buildChoice(QVBoxLayout &column);
    void buildAddress(QVBoxLayout &column);
    void buildKey(QVBoxLayout &column);
    void buildEnd(QVBoxLayout &column);

    void readProviders();
    void takeKnown(const Result<KnownProviders> &known);
    void takeProviders(const QList<Provider> &providers);
    void choose();
    void showChoice();
    void showAll();
    void test();
    void testChanged();
    void useEnvironment(const QString &slug, const QByteArray &variable);
    void showError(const Error &error);
    void clearErrors();
    void enter(Phase phase);
    void showProgress();
    void write();

    bool hasChoice() const;
    bool isCustom() const;
    /// Name of what the chosen provider's base URL leaves open; empty: nothing, or it is custom.
    QString openPart() const;
    /// The provider's address is whole.
    bool hasAddress() const;
    void showPart();
    void addressChanged();
    /// Of the choice, when the catalogue knows it.
    const KnownProvider *known() const;
    /// Of the choice, when it is in the ledger.
    std::optional<Provider> existing() const;
    QString slug() const;
    QString name() const;
    ProviderDraft draft() const;
    std::vector<ModelDraft> models() const;
    bool isKeyFormRight();
    QString modelsText() const;

    Console &m_console;
    KnownProviders m_known;
    QList<Provider> m_providers;
    bool m_isListed = false; ///< m_providers was read: what is there is known.
    std::optional<Provider> m_fixed;
    QString m_wanted; ///< Slug to choose once the catalogue is read.
    ProviderTest *m_test;
    QWidget *m_choice = nullptr;
    SearchField *m_search = nullptr;
    QPushButton *m_all = nullptr;
    ProviderGrid *m_grid = nullptr;
    CustomProviderFields *m_custom = nullptr;
    QLineEdit *m_part = nullptr; ///< What the catalogue's base URL leaves open.
    FormField *m_partField = nullptr;
    ProviderKeyField *m_key = nullptr;
    FormField *m_keyField = nullptr;
    EnvironmentOffer *m_environment = nullptr;
    TestCard *m_card = nullptr;
    QPushButton *m_testCustom = nullptr;
    QLabel *m_note = nullptr;
    QLabel *m_problem = nullptr;
    ProgressRow *m_progress = nullptr;
    QTimer *m_progressTimer = nullptr;
    std::shared_ptr<std::atomic<int>> m_savedModels; ///< Counted on the control thread.
    int m_modelsToSave = 0;
    Phase m_phase = Phase::Open;
};

} // namespace turnpike::ui
