// SPDX-License-Identifier: GPL-3.0-or-later
// A policy file from anywhere: an error with a sentence, or a file whose text reads back the same.
#include "services/policyfile/PolicyFile.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace turnpike;
    const auto file = parsePolicyFile({reinterpret_cast<const char *>(data), size});
    if (!file) {
        if (file.error().message.isEmpty() || file.error().code != ErrorCode::InvalidArgument)
            std::abort();
        return 0;
    }
    const std::string text = policyFileText(*file);
    const auto again = parsePolicyFile(text);
    if (!again || policyFileText(*again) != text)
        std::abort();
    return 0;
}
