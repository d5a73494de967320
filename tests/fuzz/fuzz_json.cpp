// SPDX-License-Identifier: GPL-3.0-or-later
// Walking and skipping agree on what is JSON; every slice lies in the text; what is decoded is
// written and read back as itself.
#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"

#include <limits>
#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike::fuzz;
using namespace turnpike::json;

namespace {

void checkString(std::string_view string, std::string_view input)
{
    require(liesWithin(string, input), "a string is a slice of the input");
    const std::optional<std::string> text = decodedText(string);
    if (!text)
        return;
    require(text->size() == decodedSize(string), "the size told is the size decoded");
    std::string written;
    appendString(written, *text);
    require(decodedText(written) == text, "a text that was written is read back");
}

void walk(StrictReader &reader, std::string_view input)
{
    switch (reader.peek()) {
    case Kind::Object:
        if (reader.enterObject())
            for (Member member; reader.nextMember(member);) {
                require(liesWithin(member.name, input), "a name is a slice of the input");
                require(!readsAs(member.name, member.isEscaped, "model") || member.name.size() >= 5,
                        "no short name reads as a longer one");
                walk(reader, input);
            }
        break;
    case Kind::Array:
        if (reader.enterArray())
            for (bool isFirst = true; reader.nextElement(isFirst);)
                walk(reader, input);
        break;
    case Kind::String:
        if (const Value value = reader.skip(); value.kind == Kind::String)
            checkString(value.text, input);
        break;
    case Kind::Number:
        if (const Value value = reader.skip(); value.kind == Kind::Number) {
            const auto integer = integerOf(value.text);
            const bool isScalable = integer != std::numeric_limits<std::int64_t>::min();
            require(!integer || !isScalable || scaledOf(value.text, 0) == integer,
                    "integers scale to themselves");
        }
        break;
    default: reader.skip(); break;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    StrictReader skipping(input);
    const Value value = skipping.skip();
    const bool isSkipped = skipping.finish();
    require(value.kind == Kind::None || liesWithin(value.text, input), "values are slices");
    require(isSkipped != skipping.hasFailed(), "a text is whole or at fault");
    require(!skipping.hasFailed() || skipping.fault().offset <= size, "a fault lies in the text");
    StrictReader walking(input);
    walk(walking, input);
    require(walking.finish() == isSkipped, "walking and skipping agree");
    return 0;
}
