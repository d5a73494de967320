// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/Citation.h"

#include "engine/formats/RawWalk.h"

namespace turnpike {

Citation readCitation(RawJson annotation)
{
    Citation citation;
    RawJson type;
    json::StrictReader json(annotation);
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            type = rawString(json);
        else if (name == "url_citation")
            eachMember(json, [&](std::string_view own) {
                if (own == "url")
                    citation.url = rawString(json);
                else if (own == "title")
                    citation.title = rawString(json);
                else if (own == "content")
                    citation.content = rawString(json);
                else if (own == "start_index")
                    citation.begin = rawValue(json);
                else if (own == "end_index")
                    citation.end = rawValue(json);
                else
                    json.skip();
            });
        else
            json.skip();
    });
    return type == R"("url_citation")" ? citation : Citation{};
}

} // namespace turnpike
