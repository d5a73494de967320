// SPDX-License-Identifier: GPL-3.0-or-later
// How the API that a client speaks meets the format that a provider speaks, for one attempt.
#pragma once

#include "core/Policy.h"
#include "engine/formats/ClientApi.h"
#include "engine/formats/ProviderAdapter.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace turnpike {

/// The API of a generation route. Embeddings and media share errors and waiting with chat; what is
/// their own is in readRequest() and Pairing.
const ClientApi &clientApi(ApiType type);
/// The strict reading of a body; `contentType` is of the request's head.
tl::expected<ClientRequest, ApiError> readRequest(ApiType type, std::string_view body,
                                                  std::string_view contentType = {});

class Pairing
{
public:
    /// A recording that came as JSON, at a provider that takes forms only.
    static bool needsForm(const ClientRequest &request, const ProviderPolicy &provider);

    /// `mustTranslate`: the body is of a dialect that no provider takes, or the provider none of
    /// its framing.
    Pairing(ApiType type, const ProviderPolicy &provider, const ModelPolicy &model,
            const EndpointPolicy &endpoint, bool mustTranslate);

    /// The provider speaks the client's own API: bytes pass.
    bool passes() const { return m_passes; }
    /// Below the provider's base path.
    std::string path(std::string_view model, bool isStreaming) const;
    /// The header's name, and what stands before the credential.
    std::pair<std::string_view, std::string_view> credentialHeader() const;
    /// `conversation` is null where bytes pass.
    void addHeaders(const ClientRequest &request, const Conversation *conversation,
                    ProviderAdapter::Headers &headers) const;
    /// The client's bytes with what this provider needs changed. Only where they pass.
    GatheredText passedBody(const ClientRequest &request, const EndpointPolicy &endpoint,
                            std::optional<std::int64_t> clamp) const;
    /// Only where they do not. `conversation` is what was read of the request for an attempt
    /// before, or null, and is filled.
    tl::expected<std::string, ApiError> encode(const ClientRequest &request,
                                               std::unique_ptr<Conversation> &conversation,
                                               const EncodeTarget &target) const;
    std::unique_ptr<AnswerStream> stream(const ClientRequest &request, AnswerNames names) const;
    /// `request` and `names` must outlive the answer.
    tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
    whole(std::string_view body, const ClientRequest &request, const AnswerNames &names) const;

private:
    ApiType m_type;
    const ClientApi *m_client;
    const ProviderAdapter *m_adapter;
    const ProviderPolicy *m_provider;
    bool m_passes;
};

} // namespace turnpike
