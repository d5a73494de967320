// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of a demonstration as the ledger writes them down.
#pragma once

#include "core/Generation.h"
#include "core/Price.h"
#include "core/Result.h"
#include "services/demo/DemoDays.h"

#include <random>
#include <string>
#include <vector>

namespace turnpike {
class Session;
}

namespace turnpike::demo {

/// Row ids of the cast, in its order; of keys the ledger of a demonstration tells as they are made.
struct CastIds
{
    struct Endpoint
    {
        EndpointId id;
        ProviderId provider;
        PriceSheetId priceSheet;
    };
    struct Model
    {
        ModelId id;
        std::string slug;
        std::vector<Endpoint> endpoints;
        std::string trail;
    };

    OrganizationId organization;
    WorkspaceId workspace;
    PersonId person;
    std::vector<Model> models; ///< And at last the simulator's.

    /// Errors: NotFound when the organization or a model is missing.
    static Result<CastIds> read(Session &session);
};

class Rows
{
public:
    explicit Rows(CastIds ids);

    /// Before the first request of that key.
    void introduce(std::size_t key, KeyId id) { m_keys[key] = id; }
    /// Its texts are valid until the next call. Requests come in the order of their admission.
    const GenerationRecord &next(const Request &request);

private:
    void admit(const Request &request);
    void answer(const Request &request);
    void fall(const Request &request);
    void refuse(const Request &request);
    void attempt(const Request &request);
    void bookScopes(const Request &request);

    const CastIds m_ids;
    std::vector<KeyId> m_keys;
    GenerationIds m_names;
    std::mt19937_64 m_random;
    GenerationRecord m_row;
    std::string m_upstreamId;
    std::string m_errorText;
};

} // namespace turnpike::demo
