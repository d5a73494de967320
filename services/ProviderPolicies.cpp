// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderPolicies.h"

#include "core/Catalog.h"
#include "core/Key.h"
#include "core/Organization.h"
#include "core/Provider.h"
#include "services/ProviderUrl.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

std::vector<std::string> textsOf(const QStringList &list)
{
    std::vector<std::string> texts;
    for (const QString &text : list)
        texts.push_back(text.toStdString());
    return texts;
}

Result<KeyHash> hashOf(const QString &hex)
{
    const QByteArray bytes = QByteArray::fromHex(hex.toLatin1());
    KeyHash hash{};
    if (bytes.size() != static_cast<qsizetype>(hash.size()))
        return fail(ErrorCode::Internal, u"A key in the ledger has an unreadable hash."_s);
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

} // namespace

Result<ProviderPolicy> providerPolicy(const Provider &provider)
{
    const ProviderDraft &settings = provider.settings;
    ProviderPolicy policy;
    policy.id = provider.id;
    policy.slug = settings.slug.toStdString();
    policy.name = settings.name.toStdString();
    policy.format = settings.format;
    policy.alsoServes = settings.alsoServes;
    policy.credentialHeader = settings.credentialHeader.toStdString();
    policy.isEnabled = settings.isEnabled;
    policy.onCancel = settings.onCancel;
    policy.reasoningOutsideMaxTokens = settings.reasoningOutsideMaxTokens;
    policy.trainsOnPrompts = settings.dataPolicy.trains.value_or(true);
    policy.retainsPrompts = settings.dataPolicy.retains.value_or(true);
    policy.timeouts = settings.timeouts;
    policy.concurrentRequests = settings.concurrentRequests;
    policy.caFile = settings.caFile.toStdString();
    policy.privacyUrl = settings.privacyUrl.toStdString();
    policy.termsUrl = settings.termsUrl.toStdString();
    policy.statusUrl = settings.statusUrl.toStdString();
    if (settings.format == ProviderFormat::Simulator)
        return policy;
    TRY_ASSIGN(ProviderAddress address, parseBaseUrl(settings.baseUrl));
    policy.origin = std::move(address.origin);
    policy.basePath = std::move(address.basePath);
    if (!settings.proxy.isEmpty()) {
        TRY_ASSIGN(policy.proxy, parseProxyUrl(settings.proxy));
    }
    return policy;
}

ModelPolicy modelPolicy(const Model &model)
{
    const ModelDraft &settings = model.settings;
    ModelPolicy policy;
    policy.id = model.id;
    policy.slug = settings.slug.toStdString();
    policy.canonicalSlug = policy.slug;
    policy.name = settings.name.toStdString();
    policy.description = settings.description.toStdString();
    policy.type = settings.type.toStdString();
    policy.createdS = settings.createdS;
    policy.contextLength = settings.contextLength;
    policy.tokenizer = settings.tokenizer.isEmpty() ? "Other" : settings.tokenizer.toStdString();
    policy.inputModalities = textsOf(settings.inputModalities);
    policy.outputModalities = textsOf(settings.outputModalities);
    return policy;
}

Result<KeyPolicy> keyPolicy(const Key &key, const Organization &organization)
{
    KeyPolicy policy;
    policy.id = key.id;
    TRY_ASSIGN(policy.hash, hashOf(key.hash));
    policy.name = key.name.toStdString();
    policy.label = key.label.toStdString();
    policy.isManagement = key.isManagement;
    policy.isDisabled = key.isDisabled;
    policy.expiresUs = key.expiresUs;
    policy.organization = organization.id;
    policy.organizationId = organization.publicId.toStdString();
    policy.workspace = key.workspace;
    policy.workspaceUuid = key.workspaceUuid.toStdString();
    policy.person = key.creator;
    policy.personId = key.creatorId.toStdString();
    if (key.limit) {
        policy.limit = key.limit->amount;
        policy.limitWindow = key.limit->reset;
    }
    policy.countsByok = key.countsByok;
    policy.rateLimit = key.rateLimit;
    policy.createdUs = key.createdUs;
    return policy;
}

} // namespace turnpike
