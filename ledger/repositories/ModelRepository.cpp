// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/ModelRepository.h"

#include "ledger/Session.h"

#include <QHash>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::ModelRepository {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;

QString text(const QString &value)
{
    return value.isNull() ? u""_s : value; // A null QString would be bound as NULL.
}

QString joined(const QStringList &list)
{
    return text(list.join(u','));
}

QStringList split(const QString &list)
{
    return list.split(u',', Qt::SkipEmptyParts);
}

QString tagOf(const EndpointDraft &draft)
{
    return draft.variant.isEmpty() ? draft.provider : draft.provider + u'/' + draft.variant;
}

Model readModel(const QSqlQuery &row)
{
    Model model;
    model.id = {row.value(0).toLongLong()};
    model.settings.slug = row.value(1).toString();
    model.settings.name = row.value(2).toString();
    model.settings.description = row.value(3).toString();
    model.settings.type = row.value(4).toString();
    model.settings.contextLength = row.value(5).toLongLong();
    model.settings.inputModalities = split(row.value(6).toString());
    model.settings.outputModalities = split(row.value(7).toString());
    model.settings.tokenizer = row.value(8).toString();
    model.settings.createdS = row.value(9).toLongLong() / usPerSecond;
    return model;
}

Result<Endpoint> readEndpoint(const QSqlQuery &row)
{
    Endpoint endpoint;
    endpoint.id = {row.value(1).toLongLong()};
    endpoint.provider = {row.value(2).toLongLong()};
    endpoint.settings.provider = row.value(3).toString();
    endpoint.settings.upstreamModel = row.value(4).toString();
    endpoint.settings.variant = row.value(5).toString();
    endpoint.settings.contextLength = row.value(6).toLongLong();
    endpoint.settings.maxOutput = row.value(7).toLongLong();
    endpoint.settings.quantization = row.value(8).toString();
    endpoint.settings.supportedParameters = split(row.value(9).toString());
    endpoint.settings.isEnabled = row.value(10).toBool();
    endpoint.isFlaggedOverBound = row.value(11).toBool();
    if (const int format = row.value(14).toInt(); format != 0)
        endpoint.settings.format = static_cast<ProviderFormat>(format);
    endpoint.settings.reasoningField = static_cast<ReasoningField>(row.value(15).toInt());
    endpoint.priceSheet = {row.value(12).toLongLong()};
    if (endpoint.priceSheet) {
        auto prices = parsePriceSheet(row.value(13).toString().toStdString());
        if (!prices)
            return fail(ErrorCode::Internal, u"A price sheet in the ledger cannot be read."_s);
        endpoint.settings.prices = *std::move(prices);
    }
    return endpoint;
}

} // namespace

Result<ModelId> put(Session &session, const ModelDraft &draft, std::int64_t nowUs)
{
    constexpr auto sql = R"sql(
        INSERT INTO model (slug, canonical_slug, name, description, type, context_length,
                           input_modalities, output_modalities, tokenizer, created_us)
        VALUES (:slug, :slug, :name, :description, :type, :context, :input, :output, :tokenizer,
                :created)
        ON CONFLICT (slug) DO UPDATE
        SET name = excluded.name, description = excluded.description, type = excluded.type,
            context_length = excluded.context_length, input_modalities = excluded.input_modalities,
            output_modalities = excluded.output_modalities, tokenizer = excluded.tokenizer,
            created_us = excluded.created_us, deleted_us = NULL
    )sql"_L1;
    const std::int64_t created = draft.createdS > 0 ? draft.createdS : nowUs / usPerSecond;
    TRY(session.run(sql,
                    {{":slug"_L1, draft.slug},
                     {":name"_L1, text(draft.name)},
                     {":description"_L1, text(draft.description)},
                     {":type"_L1, draft.type},
                     {":context"_L1, qlonglong(draft.contextLength)},
                     {":input"_L1, joined(draft.inputModalities)},
                     {":output"_L1, joined(draft.outputModalities)},
                     {":tokenizer"_L1, text(draft.tokenizer)},
                     {":created"_L1, qlonglong(created * usPerSecond)}}));
    TRY_ASSIGN(
        QSqlQuery rows,
        session.run("SELECT id FROM model WHERE slug = :slug"_L1, {{":slug"_L1, draft.slug}}));
    if (!rows.next())
        return fail(ErrorCode::Internal, u"The model was not stored."_s);
    return ModelId{rows.value(0).toLongLong()};
}

Result<EndpointId> putEndpoint(Session &session, ModelId model, ProviderId provider,
                               const EndpointDraft &draft, int position, std::int64_t nowUs)
{
    constexpr auto sql = R"sql(
        INSERT INTO endpoint (model_id, provider_id, upstream_model, variant, tag, context_length,
                              max_output, quantization, supported_parameters, format,
                              reasoning_field, position, enabled, created_us)
        VALUES (:model, :provider, :upstream, :variant, :tag, :context, :output, :quantization,
                :parameters, :format, :reasoning, :position, :enabled, :created)
        ON CONFLICT (model_id, provider_id, tag) DO UPDATE
        SET upstream_model = excluded.upstream_model, context_length = excluded.context_length,
            max_output = excluded.max_output, quantization = excluded.quantization,
            supported_parameters = excluded.supported_parameters, format = excluded.format,
            reasoning_field = excluded.reasoning_field, position = excluded.position,
            enabled = excluded.enabled, deleted_us = NULL
    )sql"_L1;
    TRY(session.run(sql,
                    {{":model"_L1, qlonglong(model.value)},
                     {":provider"_L1, qlonglong(provider.value)},
                     {":upstream"_L1, draft.upstreamModel},
                     {":variant"_L1, text(draft.variant)},
                     {":tag"_L1, tagOf(draft)},
                     {":context"_L1, qlonglong(draft.contextLength)},
                     {":output"_L1, qlonglong(draft.maxOutput)},
                     {":quantization"_L1, text(draft.quantization)},
                     {":parameters"_L1, joined(draft.supportedParameters)},
                     {":format"_L1, draft.format ? int(*draft.format) : 0},
                     {":reasoning"_L1, int(draft.reasoningField)},
                     {":position"_L1, position},
                     {":enabled"_L1, int(draft.isEnabled)},
                     {":created"_L1, qlonglong(nowUs)}}));
    constexpr auto find = R"sql(
        SELECT id FROM endpoint
        WHERE model_id = :model AND provider_id = :provider AND tag = :tag
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(find,
                           {{":model"_L1, qlonglong(model.value)},
                            {":provider"_L1, qlonglong(provider.value)},
                            {":tag"_L1, tagOf(draft)}}));
    if (!rows.next())
        return fail(ErrorCode::Internal, u"The endpoint was not stored."_s);
    return EndpointId{rows.value(0).toLongLong()};
}

Result<> setPrices(Session &session, EndpointId endpoint, PriceSheetId sheet)
{
    TRY(session.run("UPDATE endpoint SET price_sheet_id = :sheet WHERE id = :id"_L1,
                    {{":sheet"_L1, sheet ? QVariant(qlonglong(sheet.value)) : QVariant()},
                     {":id"_L1, qlonglong(endpoint.value)}}));
    return {};
}

Result<> clearOverBound(Session &session, EndpointId endpoint)
{
    TRY(session.run("UPDATE endpoint SET over_bound_flag = 0 WHERE id = :id"_L1,
                    {{":id"_L1, qlonglong(endpoint.value)}}));
    return {};
}

Result<> remove(Session &session, ModelId model, std::int64_t nowUs)
{
    const Bind now{":now"_L1, qlonglong(nowUs)};
    const Bind id{":id"_L1, qlonglong(model.value)};
    TRY(session.run(
        "UPDATE endpoint SET deleted_us = :now WHERE model_id = :id AND deleted_us IS NULL"_L1,
        {now, id}));
    TRY(session.run("UPDATE model SET deleted_us = :now WHERE id = :id"_L1, {now, id}));
    return {};
}

Result<> removeEndpoint(Session &session, EndpointId endpoint, std::int64_t nowUs)
{
    TRY(session.run("UPDATE endpoint SET deleted_us = :now WHERE id = :id"_L1,
                    {{":now"_L1, qlonglong(nowUs)}, {":id"_L1, qlonglong(endpoint.value)}}));
    return {};
}

Result<QList<Model>> list(Session &session)
{
    constexpr auto modelsSql = R"sql(
        SELECT id, slug, name, description, type, context_length, input_modalities,
               output_modalities, tokenizer, created_us
        FROM model WHERE deleted_us IS NULL ORDER BY slug
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(modelsSql));
    QList<Model> models;
    QHash<qlonglong, qsizetype> places;
    while (rows.next()) {
        places.insert(rows.value(0).toLongLong(), models.size());
        models.append(readModel(rows));
    }
    constexpr auto endpointsSql = R"sql(
        SELECT e.model_id, e.id, e.provider_id, p.slug, e.upstream_model, e.variant,
               e.context_length, e.max_output, e.quantization, e.supported_parameters, e.enabled,
               e.over_bound_flag, COALESCE(e.price_sheet_id, 0), s.json, e.format,
               e.reasoning_field
        FROM endpoint e
        JOIN provider p ON p.id = e.provider_id
        LEFT JOIN price_sheet s ON s.id = e.price_sheet_id
        WHERE e.deleted_us IS NULL ORDER BY e.model_id, e.position, e.id
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery endpoints, session.run(endpointsSql));
    while (endpoints.next()) {
        const auto place = places.constFind(endpoints.value(0).toLongLong());
        if (place == places.constEnd())
            continue;
        TRY_ASSIGN(Endpoint endpoint, readEndpoint(endpoints));
        models[*place].endpoints.push_back(std::move(endpoint));
    }
    return models;
}

} // namespace turnpike::ModelRepository
