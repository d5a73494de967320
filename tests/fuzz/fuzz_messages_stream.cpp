// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever an Anthropic provider sends, the client's stream does not depend on the network's cuts,
// and a stream that was let through to its end passes once more without any repair.
#include <string>
#include <vector>

#include "tests/formats/messages/MessagesRun.h"
#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    PassRun whole(input);
    std::vector<std::size_t> cuts;
    for (std::size_t cut = 1 + size % 5; cut < size; cut += 1 + size % 7)
        cuts.push_back(cut);
    const PassRun cut(input, cuts);
    require(cut.sent == whole.sent && cut.last == whole.last, "the network's cuts change nothing");
    require(cut.machine.outputBytes() == whole.machine.outputBytes(), "nor what is counted");
    require(whole.sent.empty() != whole.machine.hasForwarded(), "what was sent is known");
    if (!whole.hasEnded())
        return 0;
    const std::string client = whole.sent + whole.machine.closing({});
    const PassRun again(client);
    require(again.hasEnded(), "the client's stream is complete");
    require(again.allRepairs() == 0, "the client's stream needs no repair");
    return 0;
}
