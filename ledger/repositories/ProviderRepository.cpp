// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/ProviderRepository.h"

#include "ledger/Session.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::ProviderRepository {

namespace {

namespace bj = boost::json;

QString text(const QString &value)
{
    return value.isNull() ? u""_s : value; // A null QString would be bound as NULL.
}

QString toJson(const DataPolicy &policy)
{
    bj::object json;
    if (policy.trains)
        json["trains"] = *policy.trains;
    if (policy.retains)
        json["retains"] = *policy.retains;
    if (policy.retentionDays)
        json["retention_days"] = *policy.retentionDays;
    if (!policy.source.isEmpty())
        json["source"] = policy.source.toStdString();
    if (!policy.checkedOn.isEmpty())
        json["checked_on"] = policy.checkedOn.toStdString();
    return QString::fromStdString(bj::serialize(json));
}

QString textOf(const bj::value *value)
{
    if (value == nullptr || !value->is_string())
        return {};
    const bj::string &string = value->get_string();
    return QString::fromUtf8(string.data(), static_cast<qsizetype>(string.size()));
}

DataPolicy dataPolicyOf(const QString &stored)
{
    const std::string json = stored.toStdString();
    bj::error_code error;
    const bj::value parsed = bj::parse(json, error);
    DataPolicy policy; // Unreadable counts as unknown, which is the careful reading.
    if (error || !parsed.is_object())
        return policy;
    const bj::object &object = parsed.get_object();
    if (const bj::value *trains = object.if_contains("trains"); trains && trains->is_bool())
        policy.trains = trains->get_bool();
    if (const bj::value *retains = object.if_contains("retains"); retains && retains->is_bool())
        policy.retains = retains->get_bool();
    if (const bj::value *days = object.if_contains("retention_days"); days && days->is_int64())
        policy.retentionDays = static_cast<std::int32_t>(days->get_int64());
    policy.source = textOf(object.if_contains("source"));
    policy.checkedOn = textOf(object.if_contains("checked_on"));
    return policy;
}

Provider readProvider(const QSqlQuery &row)
{
    using std::chrono::milliseconds;
    Provider provider;
    provider.id = {row.value(0).toLongLong()};
    ProviderDraft &settings = provider.settings;
    settings.slug = row.value(1).toString();
    settings.name = row.value(2).toString();
    settings.format = static_cast<ProviderFormat>(row.value(3).toInt());
    settings.alsoServes = static_cast<ApiSet>(row.value(22).toUInt());
    settings.credentialHeader = row.value(23).toString();
    settings.concurrentRequests = row.value(24).toLongLong();
    settings.baseUrl = row.value(4).toString();
    settings.isEnabled = row.value(5).toBool();
    settings.onCancel = static_cast<OnCancel>(row.value(6).toInt());
    settings.reasoningOutsideMaxTokens = row.value(7).toBool();
    settings.timeouts = {.connect = milliseconds(row.value(8).toLongLong()),
                         .firstByte = milliseconds(row.value(9).toLongLong()),
                         .stall = milliseconds(row.value(10).toLongLong()),
                         .total = milliseconds(row.value(11).toLongLong())};
    settings.caFile = row.value(12).toString();
    settings.proxy = row.value(13).toString();
    settings.dataPolicy = dataPolicyOf(row.value(14).toString());
    settings.privacyUrl = row.value(15).toString();
    settings.termsUrl = row.value(16).toString();
    settings.statusUrl = row.value(17).toString();
    provider.createdUs = row.value(18).toLongLong();
    provider.updatedUs = row.value(19).toLongLong();
    provider.hasCredential = !row.value(20).isNull();
    provider.credentialLabel = row.value(20).toString();
    provider.modelCount = row.value(21).toInt();
    return provider;
}

struct Known
{
    ProviderId id;
    bool isDeleted = false;
};

Result<Known> known(Session &session, const QString &slug)
{
    TRY_ASSIGN(QSqlQuery rows,
               session.run("SELECT id, deleted_us IS NOT NULL FROM provider WHERE slug = :slug"_L1,
                           {{":slug"_L1, slug}}));
    Known found;
    if (rows.next())
        found = {{rows.value(0).toLongLong()}, rows.value(1).toBool()};
    return found;
}

} // namespace

Result<ProviderId> insert(Session &session, const ProviderDraft &draft, std::int64_t nowUs)
{
    TRY_ASSIGN(Known existing, known(session, draft.slug));
    if (existing.id && !existing.isDeleted)
        return fail(ErrorCode::Conflict, u"There is a provider with this slug already."_s,
                    u"/slug"_s);
    if (!existing.id) {
        constexpr auto sql = R"sql(
            INSERT INTO provider (slug, name, format, base_url, simulated, created_us)
            VALUES (:slug, '', :format, '', :simulated, :created)
        )sql"_L1;
        TRY_ASSIGN(
            existing.id.value,
            session.insert(sql,
                           {{":slug"_L1, draft.slug},
                            {":format"_L1, int(draft.format)},
                            {":simulated"_L1, int(draft.format == ProviderFormat::Simulator)},
                            {":created"_L1, qlonglong(nowUs)}}));
    }
    TRY(session.run("UPDATE provider SET deleted_us = NULL, created_us = :now WHERE id = :id"_L1,
                    {{":now"_L1, qlonglong(nowUs)}, {":id"_L1, qlonglong(existing.id.value)}}));
    TRY(update(session, existing.id, draft, 0));
    return existing.id;
}

Result<> update(Session &session, ProviderId id, const ProviderDraft &draft, std::int64_t nowUs)
{
    constexpr auto sql = R"sql(
        UPDATE provider
        SET name = :name, format = :format, base_url = :url, enabled = :enabled,
            on_cancel = :cancel, reasoning_outside_max_tokens = :reasoning,
            connect_timeout_ms = :connect, first_byte_timeout_ms = :first,
            stall_timeout_ms = :stall, total_timeout_ms = :total, ca_file = :ca,
            proxy_url = :proxy, data_policy = :policy, privacy_url = :privacy,
            terms_url = :terms, status_url = :status, also_serves = :also,
            credential_header = :header, concurrent_requests = :concurrent,
            updated_us = :updated
        WHERE id = :id
    )sql"_L1;
    const auto ms
        = [](std::chrono::milliseconds time) { return QVariant(qlonglong(time.count())); };
    TRY(session.run(sql,
                    {{":name"_L1, text(draft.name)},
                     {":format"_L1, int(draft.format)},
                     {":url"_L1, text(draft.baseUrl)},
                     {":enabled"_L1, int(draft.isEnabled)},
                     {":cancel"_L1, int(draft.onCancel)},
                     {":reasoning"_L1, int(draft.reasoningOutsideMaxTokens)},
                     {":connect"_L1, ms(draft.timeouts.connect)},
                     {":first"_L1, ms(draft.timeouts.firstByte)},
                     {":stall"_L1, ms(draft.timeouts.stall)},
                     {":total"_L1, ms(draft.timeouts.total)},
                     {":ca"_L1, text(draft.caFile)},
                     {":proxy"_L1, text(draft.proxy)},
                     {":policy"_L1, toJson(draft.dataPolicy)},
                     {":privacy"_L1, text(draft.privacyUrl)},
                     {":terms"_L1, text(draft.termsUrl)},
                     {":status"_L1, text(draft.statusUrl)},
                     {":also"_L1, int(draft.alsoServes)},
                     {":header"_L1, text(draft.credentialHeader)},
                     {":concurrent"_L1, qlonglong(draft.concurrentRequests)},
                     {":updated"_L1, qlonglong(nowUs)},
                     {":id"_L1, qlonglong(id.value)}}));
    return {};
}

Result<> remove(Session &session, ProviderId id, std::int64_t nowUs)
{
    TRY(setCredential(session, id, std::nullopt, nowUs));
    TRY(session.run(
        "UPDATE endpoint SET deleted_us = :now WHERE provider_id = :id AND deleted_us IS NULL"_L1,
        {{":now"_L1, qlonglong(nowUs)}, {":id"_L1, qlonglong(id.value)}}));
    TRY(session.run("UPDATE provider SET deleted_us = :now WHERE id = :id"_L1,
                    {{":now"_L1, qlonglong(nowUs)}, {":id"_L1, qlonglong(id.value)}}));
    return {};
}

Result<QList<Provider>> list(Session &session)
{
    constexpr auto sql = R"sql(
        SELECT p.id, p.slug, p.name, p.format, p.base_url, p.enabled, p.on_cancel,
               p.reasoning_outside_max_tokens, p.connect_timeout_ms, p.first_byte_timeout_ms,
               p.stall_timeout_ms, p.total_timeout_ms, p.ca_file, p.proxy_url, p.data_policy,
               p.privacy_url, p.terms_url, p.status_url, p.created_us, p.updated_us,
               (SELECT c.label FROM provider_credential c
                WHERE c.provider_id = p.id AND c.workspace_id IS NULL ORDER BY c.id DESC LIMIT 1),
               (SELECT COUNT(DISTINCT e.model_id) FROM endpoint e
                JOIN model m ON m.id = e.model_id AND m.deleted_us IS NULL
                WHERE e.provider_id = p.id AND e.deleted_us IS NULL),
               p.also_serves, p.credential_header, p.concurrent_requests
        FROM provider p WHERE p.deleted_us IS NULL ORDER BY p.slug
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql));
    QList<Provider> providers;
    while (rows.next())
        providers.append(readProvider(rows));
    return providers;
}

Result<> setCredential(Session &session, ProviderId id,
                       const std::optional<SealedCredential> &credential, std::int64_t nowUs)
{
    TRY(session.run(
        "DELETE FROM provider_credential WHERE provider_id = :id AND workspace_id IS NULL"_L1,
        {{":id"_L1, qlonglong(id.value)}}));
    if (!credential)
        return {};
    constexpr auto sql = R"sql(
        INSERT INTO provider_credential (provider_id, label, ciphertext, nonce, created_us)
        VALUES (:provider, :label, :ciphertext, :nonce, :created)
    )sql"_L1;
    TRY(session.run(sql,
                    {{":provider"_L1, qlonglong(id.value)},
                     {":label"_L1, text(credential->label)},
                     {":ciphertext"_L1, credential->ciphertext},
                     {":nonce"_L1, credential->nonce},
                     {":created"_L1, qlonglong(nowUs)}}));
    return {};
}

Result<std::optional<SealedCredential>> credential(Session &session, ProviderId id)
{
    constexpr auto sql = R"sql(
        SELECT nonce, ciphertext, label FROM provider_credential
        WHERE provider_id = :id AND workspace_id IS NULL AND enabled = 1 ORDER BY id DESC LIMIT 1
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, {{":id"_L1, qlonglong(id.value)}}));
    if (!rows.next())
        return std::nullopt;
    return SealedCredential{.nonce = rows.value(0).toByteArray(),
                            .ciphertext = rows.value(1).toByteArray(),
                            .label = rows.value(2).toString()};
}

} // namespace turnpike::ProviderRepository
