// SPDX-License-Identifier: GPL-3.0-or-later
// A page that an answer cites, as chat's annotations have it (data plane 3.8).
#pragma once

#include "engine/formats/Conversation.h"

namespace turnpike {

/// String tokens and numbers as they were written; empty where not told.
struct Citation
{
    RawJson url, title, content;
    RawJson begin, end; ///< In characters of the answer's text.
};

/// Reads an annotation of chat's shape. Without a url: it cites no page.
Citation readCitation(RawJson annotation);

} // namespace turnpike
