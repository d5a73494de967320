// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/WaveLength.h"

#include <algorithm>
#include <cstddef>

namespace turnpike {

namespace {

constexpr std::size_t riffHead = 12;
constexpr std::size_t chunkHead = 8;
constexpr std::size_t byteRateAt = 8; ///< Inside "fmt ".
constexpr std::size_t leastFormat = 16;
constexpr std::int64_t msPerSecond = 1'000;
constexpr std::int64_t assumedBytesPerMs = 16;

std::uint32_t littleEndian(std::string_view bytes)
{
    std::uint32_t number = 0;
    for (unsigned at = 0; at < 4; ++at)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at])) << at * 8;
    return number;
}

} // namespace

std::optional<std::int64_t> waveLengthMs(std::string_view file)
{
    if (file.size() < riffHead || !file.starts_with("RIFF") || file.substr(8, 4) != "WAVE")
        return std::nullopt;
    file.remove_prefix(riffHead);
    std::uint32_t byteRate = 0;
    while (file.size() >= chunkHead) {
        const std::string_view name = file.substr(0, 4);
        const std::size_t told = littleEndian(file.substr(4));
        file.remove_prefix(chunkHead);
        const std::size_t size = std::min(told, file.size());
        if (name == "fmt " && size >= leastFormat)
            byteRate = littleEndian(file.substr(byteRateAt));
        if (name == "data" && byteRate > 0)
            return (static_cast<std::int64_t>(size) * msPerSecond + byteRate - 1) / byteRate;
        file.remove_prefix(std::min(size + size % 2, file.size())); // Chunks are of even length.
    }
    return std::nullopt;
}

std::int64_t compressedLengthMs(std::int64_t bytes)
{
    return bytes / assumedBytesPerMs;
}

} // namespace turnpike
