// SPDX-License-Identifier: GPL-3.0-or-later
// What clients ask of the media routes: pictures, speech, transcriptions, rerankings.
#pragma once

#include "engine/wire/ClientRequest.h"

#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// Whether a route takes forms: edits of pictures, transcriptions, translations.
bool takesForms(ApiType api);

/// The strict reading of a body for a media route. `contentType` is the request's: a form is read
/// by its boundary, anything else as JSON. `media` is set and `content` is measured; a form's
/// `modelMember.value` lies in the body, and only that. Errors are 400 `invalid_request` naming the
/// member or the field: what the route cannot do without, a count out of range, a stream where
/// nothing streams, a form where none is taken, two fields of one name that we read.
tl::expected<ClientRequest, ApiError> readMediaRequest(ApiType api, std::string_view body,
                                                       std::string_view contentType,
                                                       const ReadLimits &limits = {});

/// The body for one endpoint: the client's bytes, a form's with no other change than the model's
/// name. Members that are for the gateway only are taken out of JSON.
GatheredText mediaUpstreamBody(const ClientRequest &request, std::string_view model);

} // namespace turnpike
