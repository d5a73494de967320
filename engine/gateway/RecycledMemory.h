// SPDX-License-Identifier: GPL-3.0-or-later
// Memory of objects that each request makes and frees, kept by its thread for the next one.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace turnpike {

/// For a class's own `operator new` and `operator delete`: blocks that are larger than what the
/// allocator hands out and takes back quickly. Each thread keeps at most `mostKept` of them.
template <typename T, std::size_t mostKept = 64>
class RecycledMemory
{
public:
    static void *take(std::size_t size)
    {
        Kept &kept = mine();
        if (size == sizeof(T) && kept.count > 0)
            return kept.blocks[--kept.count];
        return ::operator new(size);
    }
    static void give(void *block, std::size_t size)
    {
        Kept &kept = mine();
        if (size == sizeof(T) && kept.count < keepable)
            kept.blocks[kept.count++] = block;
        else
            ::operator delete(block);
    }

private:
#if defined(__SANITIZE_ADDRESS__)
    static constexpr std::size_t keepable = 0; ///< A use after the end must be seen.
#else
    static constexpr std::size_t keepable = mostKept;
#endif

    struct Kept
    {
        std::array<void *, mostKept> blocks{};
        std::size_t count = 0;
        ~Kept()
        {
            for (; count > 0; --count)
                ::operator delete(blocks[count - 1]);
        }
    };
    static Kept &mine()
    {
        thread_local Kept kept;
        return kept;
    }
};

} // namespace turnpike
