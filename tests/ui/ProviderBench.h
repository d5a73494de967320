// SPDX-License-Identifier: GPL-3.0-or-later
// A console whose tests of providers reach a real server on this machine.
#pragma once

#include "app/OwnAddress.h"
#include "app/ProviderProbe.h"
#include "core/Clock.h"
#include "services/secrets/CredentialVault.h"

#include <QAccessible>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QWidget>

#include "tests/support/ConsoleFixture.h"
#include "tests/support/FakeUpstream.h"

namespace turnpike {

class ProviderBench
{
public:
    /// Answers GET /v1/models as a provider does: 401 without `Bearer key`.
    explicit ProviderBench(QByteArray key)
        : upstream(test::FakeUpstream::start())
        , fixture(providerProbe(systemClock, {}, OwnAddress({"127.0.0.1"}, {}, 1)))
    {
        upstream->setResponder([this, key](const test::Seen &seen) {
            if (isOpen || seen.header("Authorization") == "Bearer " + key)
                return test::Answer::json(200, models).startingAfter(delay);
            return test::Answer::json(401, R"({"error":{"message":"invalid key"}})")
                .startingAfter(delay);
        });
    }

    /// Until then nothing can be sealed.
    void unlock()
    {
        if (!fixture.control->unlock(generateMasterKey()))
            qFatal("the vault of the test could not be opened");
    }

    QString url() const { return upstream->url() + QStringLiteral("/v1"); }

    QList<Provider> providers()
    {
        return fixture.control
            ->call(QString(),
                   [](Services &services, const Actor &actor) {
                       return services.providers.list(actor);
                   })
            .value_or(QList<Provider>());
    }
    QStringList modelSlugs()
    {
        const auto all
            = fixture.control->call(QString(), [](Services &services, const Actor &actor) {
                  return services.catalog.list(actor);
              });
        QStringList slugs;
        for (const Model &model : all.value_or(QList<Model>()))
            slugs.append(model.settings.slug);
        return slugs;
    }
    Provider add(const QString &slug, const QString &name, const std::string &key,
                 const std::vector<ModelDraft> &models = {})
    {
        ProviderDraft draft;
        draft.slug = slug;
        draft.name = name;
        draft.baseUrl = url();
        const auto added
            = fixture.control->call(QString(), [&](Services &services, const Actor &actor) {
                  return services.providerSetup.add(actor, draft, Secret(key), models);
              });
        if (!added)
            qFatal("%s", qPrintable(added.error().message));
        return added->provider;
    }

    /// Everything that `root` shows, says to assistive programs, or holds in a line.
    static QString said(const QWidget &root)
    {
        QStringList all;
        QList<QWidget *> widgets = root.findChildren<QWidget *>();
        widgets.append(const_cast<QWidget *>(&root));
        for (QWidget *widget : widgets) {
            all << widget->accessibleName() << widget->accessibleDescription() << widget->toolTip();
            if (const auto *label = qobject_cast<QLabel *>(widget))
                all << label->text();
            if (const auto *line = qobject_cast<QLineEdit *>(widget))
                all << line->text();
            if (QAccessibleInterface *told = QAccessible::queryAccessibleInterface(widget)) {
                for (const auto text : {QAccessible::Name, QAccessible::Description,
                                        QAccessible::Value, QAccessible::Help})
                    all << told->text(text);
            }
        }
        return all.join(QLatin1Char('\n'));
    }

    SystemClock systemClock;
    std::atomic<bool> isOpen = false; ///< Lists its models to everybody.
    std::chrono::milliseconds delay{0}; ///< Before each answer; set before the first.
    QByteArray models = R"({"data":[{"id":"llama-3.2"},{"id":"qwen/qwen3:4b"}]})";
    std::unique_ptr<test::FakeUpstream> upstream;
    ConsoleFixture fixture;
};

} // namespace turnpike
